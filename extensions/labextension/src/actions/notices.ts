import { Notification } from '@jupyterlab/apputils';

import { asAcademyError } from '../api/errors';

const SHORT_MS = 5000;

/** What people are told outside the panel: short successes, and refusals in the service's own words. */
export const notices = {
  success: (message: string): void => {
    Notification.success(message, { autoClose: SHORT_MS });
  },

  info: (message: string): void => {
    Notification.info(message, { autoClose: SHORT_MS });
  },

  error: (reason: unknown): void => {
    Notification.error(asAcademyError(reason).text, { autoClose: false });
  }
};
