import {
  launchIcon,
  LabIcon,
  markdownIcon,
  notebookIcon,
  numberingIcon,
  pdfIcon,
  videoIcon
} from '@jupyterlab/ui-components';

import assignmentSvg from '../style/icons/assignment.svg';
import contentsSvg from '../style/icons/contents.svg';
import courseSvg from '../style/icons/course.svg';
import feedbackSvg from '../style/icons/feedback.svg';
import forumSvg from '../style/icons/forum.svg';
import receiptSvg from '../style/icons/receipt.svg';
import trainingSvg from '../style/icons/training.svg';
import type { MaterialType } from './api/types';

export const courseIcon = new LabIcon({ name: 'nbacademy:course', svgstr: courseSvg });
export const contentsIcon = new LabIcon({ name: 'nbacademy:contents', svgstr: contentsSvg });
export const assignmentIcon = new LabIcon({ name: 'nbacademy:assignment', svgstr: assignmentSvg });
export const forumIcon = new LabIcon({ name: 'nbacademy:forum', svgstr: forumSvg });
export const trainingIcon = new LabIcon({ name: 'nbacademy:training', svgstr: trainingSvg });
export const feedbackIcon = new LabIcon({ name: 'nbacademy:feedback', svgstr: feedbackSvg });
export const receiptIcon = new LabIcon({ name: 'nbacademy:receipt', svgstr: receiptSvg });

export const materialIcons: Readonly<Record<MaterialType, LabIcon>> = {
  notebook: notebookIcon,
  markdown: markdownIcon,
  pdf: pdfIcon,
  video: videoIcon,
  link: launchIcon,
  quiz: numberingIcon,
  assignment: assignmentIcon,
  training: trainingIcon
};
