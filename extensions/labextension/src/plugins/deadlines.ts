import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';

import { DeadlineItem } from '../panel/deadline-item';
import type { Tools } from '../panel/tools';
import { ITools } from '../tokens';

/** Items of the left side with lower ranks stand before it: terminals, kernels, the kernel's state. */
const RANK = 10;

/** What is due next, in the status bar. */
export const deadlinesPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:deadlines',
  description: 'The next deadline in the status bar.',
  autoStart: true,
  requires: [ITools, IStatusBar],
  activate: (_app: JupyterFrontEnd, tools: Tools, statusBar: IStatusBar): void => {
    const { deadlines } = tools.model;
    const item = new DeadlineItem(tools);
    statusBar.registerStatusItem('@nbacademy/labextension:deadline', {
      item,
      align: 'left',
      rank: RANK,
      isActive: () => (deadlines.value.data ?? []).length > 0,
      activeStateChanged: deadlines.changed
    });
  }
};
