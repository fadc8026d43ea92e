import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { academyPlugin } from './plugins/academy';
import { authoringPlugin } from './plugins/authoring';
import { commandsPlugin } from './plugins/commands';
import { panelPlugin } from './plugins/panel';
import { publishingPlugin } from './plugins/publishing';
import { quizzesPlugin } from './plugins/quizzes';

export { IAcademy } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  academyPlugin,
  panelPlugin,
  quizzesPlugin,
  commandsPlugin,
  authoringPlugin,
  publishingPlugin
];

export default plugins;
