import type { MainAreaWidget } from '@jupyterlab/apputils';
import { IFrame } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Submission } from '../api/types';
import { feedbackIcon } from '../icons';
import { mainTab } from './main-area';

/** The feedback of one submission. The page was made from a student's work: its frame may do nothing at all. */
export function feedbackTab(
  url: string,
  submission: Submission,
  title: string,
  trans: TranslationBundle
): MainAreaWidget<IFrame> {
  const frame = new IFrame({ sandbox: [], referrerPolicy: 'no-referrer', loading: 'eager' });
  frame.addClass('nba-FeedbackFrame');
  frame.url = url;
  const label = trans.__('Feedback: %1 (version %2)', title, submission.version);
  frame.node.querySelector('iframe')?.setAttribute('title', label);
  return mainTab(frame, { id: feedbackTabId(submission), label, caption: label, icon: feedbackIcon });
}

export function feedbackTabId(submission: Submission): string {
  return `nbacademy-feedback-${submission.id}`;
}
