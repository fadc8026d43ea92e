import { Token } from '@lumino/coreutils';

import type { AcademyApi } from './api/api';
import type { EventStream } from './api/event-stream';
import type { HubPages } from './logic/hub-urls';
import type { CourseModel } from './model/course-model';
import type { NotificationsModel } from './model/notifications-model';
import type { Tools } from './panel/tools';

/** What other extensions may build on: the requests, the one connection for events, the state, the academy's pages. */
export interface IAcademy {
  readonly api: AcademyApi;
  readonly events: EventStream;
  readonly model: CourseModel;
  readonly notifications: NotificationsModel;
  readonly pages: HubPages;
}

/** What the extension's own views are made with. */
export const ITools = new Token<Tools>(
  '@nbacademy/labextension:ITools',
  'What the views of the academy are made with: actions, words, the clock.'
);

export const IAcademy = new Token<IAcademy>(
  '@nbacademy/labextension:IAcademy',
  'The courses of the academy: requests, state, addresses.'
);
