import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { academyPlugin } from './plugins/academy';
import { authoringPlugin } from './plugins/authoring';
import { cellThreadsPlugin } from './plugins/cell-threads';
import { commandsPlugin } from './plugins/commands';
import { deadlinesPlugin } from './plugins/deadlines';
import { notificationsPlugin } from './plugins/notifications';
import { panelPlugin } from './plugins/panel';
import { publishingPlugin } from './plugins/publishing';
import { quizzesPlugin } from './plugins/quizzes';

export { IAcademy } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  academyPlugin,
  panelPlugin,
  notificationsPlugin,
  deadlinesPlugin,
  cellThreadsPlugin,
  quizzesPlugin,
  commandsPlugin,
  authoringPlugin,
  publishingPlugin
];

export default plugins;
