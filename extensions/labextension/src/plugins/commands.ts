import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { openPage } from '../actions/documents';
import { notices } from '../actions/notices';
import type { Material } from '../api/types';
import { courseIcon } from '../icons';
import { nextMaterial } from '../logic/course-progress';
import type { CourseTab } from '../model/course-model';
import { PANEL_ID } from '../panel/course-panel';
import type { Tools } from '../panel/tools';
import { IAcademy, ITools } from '../tokens';

/** The palette's entries for what the panel does most. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:commands',
  description: 'Commands of the Course panel.',
  autoStart: true,
  requires: [IAcademy, ITools],
  optional: [ICommandPalette, ILauncher, ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    academy: IAcademy,
    tools: Tools,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    settings: ISettingRegistry | null
  ): void => {
    const { trans } = tools;
    const ids = [
      ...addPanelCommands(app, academy, trans),
      ...addTabCommands(app, academy, trans),
      ...addWorkCommands(app, tools)
    ];
    const category = trans.__('Course');
    ids.forEach(command => palette?.addItem({ command, category }));
    launcher?.add({ command: 'nbacademy:open-panel', args: { short: true }, category, rank: 0 });
    // The schema has the shortcuts and the context menu: they hold once it is loaded.
    void settings?.load('@nbacademy/labextension:commands');
  }
};

function addPanelCommands(app: JupyterFrontEnd, { model, pages }: IAcademy, trans: TranslationBundle): string[] {
  const { commands } = app;
  const hasCourse = (): boolean => model.open.value !== null;
  commands.addCommand('nbacademy:open-panel', {
    label: ({ short }) => (short ? trans.__('My courses') : trans.__('Course: Open panel')),
    caption: trans.__('Show the courses, with what is due and what comes next'),
    icon: courseIcon,
    execute: () => app.shell.activateById(PANEL_ID)
  });
  commands.addCommand('nbacademy:all-courses', {
    label: trans.__('Course: Show all courses'),
    execute: () => {
      model.leave();
      app.shell.activateById(PANEL_ID);
    }
  });
  commands.addCommand('nbacademy:refresh', {
    label: trans.__('Course: Refresh'),
    execute: () => model.refreshPlace()
  });
  commands.addCommand('nbacademy:open-page', {
    label: trans.__('Course: Open the web page of this course'),
    isEnabled: hasCourse,
    execute: () => {
      const slug = model.open.value?.slug;
      return slug === undefined ? false : openPage(pages.course(slug));
    }
  });
  model.open.changed.connect(() => commands.notifyCommandChanged());
  return ['nbacademy:open-panel', 'nbacademy:all-courses', 'nbacademy:refresh', 'nbacademy:open-page'];
}

/** What people do most, wherever they are: with the course that is open, or the notebook in front. */
function addWorkCommands(app: JupyterFrontEnd, { model, trans, courses, assignments }: Tools): string[] {
  const { commands } = app;
  const next = (): Material | null => {
    const course = model.open.value?.detail.value.data;
    return course?.role ? nextMaterial(course) : null;
  };
  commands.addCommand('nbacademy:continue', {
    label: trans.__('Course: Continue with the next material'),
    isEnabled: () => next() !== null,
    execute: async () => {
      const [course, material] = [model.open.value?.detail.value.data, next()];
      if (course && material) {
        await telling(courses.open(course, material));
      }
    }
  });
  commands.addCommand('nbacademy:validate', {
    label: trans.__('Course: Validate the assignment in front'),
    isEnabled: () => assignments.isInFront(),
    execute: () => telling(assignments.withTheOneInFront(local => assignments.validate(local)))
  });
  commands.addCommand('nbacademy:submit', {
    label: trans.__('Course: Submit the assignment in front'),
    isEnabled: () => assignments.isInFront(),
    execute: () => telling(assignments.withTheOneInFront(local => assignments.submit(local)))
  });
  return ['nbacademy:continue', 'nbacademy:validate', 'nbacademy:submit'];
}

/** A refusal is told as a notification: a command has no place of its own for it. */
async function telling(work: Promise<void>): Promise<void> {
  await work.catch(notices.error);
}

function addTabCommands(app: JupyterFrontEnd, { model }: IAcademy, trans: TranslationBundle): string[] {
  const labels: Record<CourseTab, string> = {
    contents: trans.__('Course: Show contents'),
    assignments: trans.__('Course: Show assignments'),
    forum: trans.__('Course: Show forum'),
    training: trans.__('Course: Show training runs')
  };
  return (Object.keys(labels) as CourseTab[]).map(tab => {
    const id = `nbacademy:show-${tab}`;
    app.commands.addCommand(id, {
      label: labels[tab],
      isEnabled: () => model.open.value !== null,
      execute: () => {
        const slug = model.open.value?.slug;
        if (slug !== undefined) {
          model.enter(slug, tab);
          app.shell.activateById(PANEL_ID);
        }
      }
    });
    return id;
  });
}
