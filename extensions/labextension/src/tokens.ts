import { Token } from '@lumino/coreutils';

import type { AcademyApi } from './api/api';
import type { HubPages } from './logic/hub-urls';
import type { CourseModel } from './model/course-model';

/** What other extensions may build on: the requests, the state of the panel, the academy's pages. */
export interface IAcademy {
  readonly api: AcademyApi;
  readonly model: CourseModel;
  readonly pages: HubPages;
}

export const IAcademy = new Token<IAcademy>(
  '@nbacademy/labextension:IAcademy',
  'The courses of the academy: requests, state, addresses.'
);
