import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import type { AcademyApi } from '../api/api';
import { IAcademy } from '../tokens';

/** The id that nbgrader gives its panel, spelt as it spells it. */
const CREATE_ASSIGNMENT = 'nbgrader-create_assignemnt';

/** nbgrader puts Create Assignment into everybody's right sidebar; it is for those who teach. */
export const authoringPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:authoring',
  description: 'Leaves Create Assignment to those who teach.',
  autoStart: true,
  requires: [IAcademy],
  activate: (app: JupyterFrontEnd, { api }: IAcademy): void => {
    void app.started.then(() => leaveToTeachers(app, api));
  }
};

async function leaveToTeachers(app: JupyterFrontEnd, api: AcademyApi): Promise<void> {
  const panel = Array.from(app.shell.widgets('right')).find(widget => widget.id === CREATE_ASSIGNMENT);
  if (panel && !(await teaches(api))) {
    panel.dispose();
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
