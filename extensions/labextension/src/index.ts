import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { academyPlugin } from './plugins/academy';
import { authoringPlugin } from './plugins/authoring';
import { commandsPlugin } from './plugins/commands';
import { panelPlugin } from './plugins/panel';

export { IAcademy } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [academyPlugin, panelPlugin, commandsPlugin, authoringPlugin];

export default plugins;
