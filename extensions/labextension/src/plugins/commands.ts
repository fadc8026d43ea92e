import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { openPage } from '../actions/documents';
import { courseIcon } from '../icons';
import type { CourseTab } from '../model/course-model';
import { PANEL_ID } from '../panel/course-panel';
import { IAcademy } from '../tokens';
import { DOMAIN } from './academy';

/** The palette's entries for what the panel does most. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:commands',
  description: 'Commands of the Course panel.',
  autoStart: true,
  requires: [IAcademy],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    academy: IAcademy,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const ids = [...addPanelCommands(app, academy, trans), ...addTabCommands(app, academy, trans)];
    ids.forEach(command => palette?.addItem({ command, category: trans.__('Course') }));
  }
};

function addPanelCommands(app: JupyterFrontEnd, { model, pages }: IAcademy, trans: TranslationBundle): string[] {
  const { commands } = app;
  const hasCourse = (): boolean => model.open.value !== null;
  commands.addCommand('nbacademy:open-panel', {
    label: trans.__('Course: Open panel'),
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
