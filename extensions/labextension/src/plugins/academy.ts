import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { AcademyApi } from '../api/api';
import { EventStream } from '../api/event-stream';
import { HubPages } from '../logic/hub-urls';
import { CourseModel } from '../model/course-model';
import { NotificationsModel } from '../model/notifications-model';
import { IAcademy } from '../tokens';

export const DOMAIN = 'nbacademy';

/** The state that all of the extension's views share. */
export const academyPlugin: JupyterFrontEndPlugin<IAcademy> = {
  id: '@nbacademy/labextension:academy',
  description: 'Requests to the academy and the state of its courses.',
  autoStart: true,
  provides: IAcademy,
  optional: [ITranslator],
  activate: (app: JupyterFrontEnd, translator: ITranslator | null): IAcademy => {
    const api = new AcademyApi((translator ?? nullTranslator).load(DOMAIN));
    const events = new EventStream((lastEventId, signal) => api.events(lastEventId, signal));
    const pages = new HubPages(PageConfig.getOption('hubPrefix'), PageConfig.getOption('hubHost'));
    const model = new CourseModel(api, events);
    const notifications = new NotificationsModel(api, events);
    // What Lab asks for while it starts goes first.
    void app.restored.then(() => events.listen());
    return { api, events, model, notifications, pages };
  }
};
