import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { academyPlugin } from './plugins/academy';
import { commandsPlugin } from './plugins/commands';
import { panelPlugin } from './plugins/panel';

export { IAcademy } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [academyPlugin, panelPlugin, commandsPlugin];

export default plugins;
