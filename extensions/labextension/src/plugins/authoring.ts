import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MenuBar } from '@lumino/widgets';

import type { AcademyApi } from '../api/api';
import { IAcademy } from '../tokens';

/** The id that nbgrader gives its panel, spelt as it spells it. */
const CREATE_ASSIGNMENT = 'nbgrader-create_assignemnt';
const OPEN_CREATE_ASSIGNMENT = 'nbgrader:open-create-assignment';

/** nbgrader puts Create Assignment into everybody's right sidebar and menu; it is for those who teach. */
export const authoringPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:authoring',
  description: 'Leaves Create Assignment to those who teach.',
  autoStart: true,
  requires: [IAcademy],
  activate: (app: JupyterFrontEnd, { api }: IAcademy): void => {
    void app.started.then(() => leaveToTeachers(app, api));
  }
};

async function leaveToTeachers({ shell }: JupyterFrontEnd, api: AcademyApi): Promise<void> {
  if (await teaches(api)) {
    return;
  }
  Array.from(shell.widgets('right'))
    .find(({ id }) => id === CREATE_ASSIGNMENT)
    ?.dispose();
  for (const { menus } of Array.from(shell.widgets('menu')).filter(widget => widget instanceof MenuBar)) {
    for (const menu of menus) {
      menu.items.filter(({ command }) => command === OPEN_CREATE_ASSIGNMENT).forEach(item => menu.removeItem(item));
    }
  }
}

/** Whether the person teaches a course, or may make one. Where nobody can tell, nothing is taken away. */
async function teaches(api: AcademyApi): Promise<boolean> {
  try {
    const [me, courses] = await Promise.all([api.me(), api.courses({ mine: true })]);
    return me.role !== 'student' || courses.items.some(({ role }) => role === 'instructor' || role === 'assistant');
  } catch {
    return true;
  }
}
