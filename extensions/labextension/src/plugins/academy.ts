import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { AcademyApi } from '../api/api';
import { HubPages } from '../logic/hub-urls';
import { CourseModel } from '../model/course-model';
import { IAcademy } from '../tokens';

export const DOMAIN = 'nbacademy';

/** The state that all of the extension's views share. */
export const academyPlugin: JupyterFrontEndPlugin<IAcademy> = {
  id: '@nbacademy/labextension:academy',
  description: 'Requests to the academy and the state of its courses.',
  autoStart: true,
  provides: IAcademy,
  optional: [ITranslator],
  activate: (_app, translator: ITranslator | null): IAcademy => {
    const api = new AcademyApi((translator ?? nullTranslator).load(DOMAIN));
    const pages = new HubPages(PageConfig.getOption('hubPrefix'), PageConfig.getOption('hubHost'));
    return { api, model: new CourseModel(api), pages };
  }
};
