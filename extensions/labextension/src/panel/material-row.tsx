import { checkIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { notices } from '../actions/notices';
import type { CourseDetail, Material, MaterialType } from '../api/types';
import { materialIcons } from '../icons';
import { isDone } from '../logic/course-progress';
import { minutesInWords } from '../logic/moments';
import { useTools } from './tools';

export interface MaterialRowProps {
  course: CourseDetail;
  material: Material;
}

/** One material: a tick that marks it as done, and the title that opens it. */
export function MaterialRow({ course, material }: MaterialRowProps): React.JSX.Element {
  const { courses, trans } = useTools();
  const [busy, setBusy] = React.useState(false);
  const icon = materialIcons[material.type];

  const open = async (): Promise<void> => {
    setBusy(true);
    try {
      await courses.open(course, material);
    } catch (reason) {
      notices.error(reason);
    } finally {
      setBusy(false);
    }
  };

  return (
    <li className="nba-Material">
      {course.role !== null && <DoneToggle material={material} />}
      <button
        type="button"
        className="nba-Material-open"
        aria-busy={busy}
        title={`${material.title} (${typeInWords(material.type, trans)})`}
        data-testid={`material-${material.key}`}
        onClick={() => void (busy || open())}
      >
        <icon.react tag="span" className="nba-Material-icon" width="16px" height="16px" />
        <span className="nba-Material-words">
          <span>{material.title}</span>
          {material.minutes !== null && <span className="nba-Minutes">{minutesInWords(material.minutes, trans)}</span>}
        </span>
      </button>
    </li>
  );
}

/** What is done stays done: the service lets no percentage fall, so the pressed tick does nothing more. */
function DoneToggle({ material }: { material: Material }): React.JSX.Element {
  const { courses, trans } = useTools();
  const done = isDone(material);

  const mark = async (): Promise<void> => {
    try {
      await courses.markDone(material);
    } catch (reason) {
      notices.error(reason);
    }
  };

  return (
    <button
      type="button"
      className="nba-Done"
      aria-pressed={done}
      aria-disabled={done}
      aria-label={done ? trans.__('“%1” is done', material.title) : trans.__('Mark “%1” as done', material.title)}
      title={done ? trans.__('Done') : trans.__('Mark as done')}
      data-testid={`mark-done-${material.key}`}
      onClick={() => void (done || mark())}
    >
      <checkIcon.react tag="span" width="14px" height="14px" />
    </button>
  );
}

function typeInWords(type: MaterialType, trans: TranslationBundle): string {
  return {
    notebook: trans.__('notebook'),
    markdown: trans.__('text'),
    pdf: trans.__('PDF'),
    video: trans.__('video'),
    link: trans.__('link'),
    quiz: trans.__('quiz'),
    assignment: trans.__('assignment'),
    training: trans.__('training')
  }[type];
}
