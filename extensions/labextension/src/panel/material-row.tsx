import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon, lockIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { notices } from '../actions/notices';
import type { CourseDetail, Material, MaterialType } from '../api/types';
import { materialIcons } from '../icons';
import { isDone } from '../logic/course-progress';
import { materialState } from '../logic/material-state';
import { minutesInWords } from '../logic/moments';
import type { OpenCourse } from '../model/open-course';
import { useNow, useObservable, useTools } from './tools';

export interface MaterialRowProps {
  open: OpenCourse;
  course: CourseDetail;
  material: Material;
}

/** One material: a tick that marks it as done, and the title that opens it; locked, new, due and handed in as it is. */
export function MaterialRow({ open, course, material }: MaterialRowProps): React.JSX.Element {
  const { trans, locale } = useTools();
  const assignments = useObservable(open.assignments.list).data;
  const { locked, state } = materialState(material, assignments, useNow(), trans, locale);
  return (
    <li className="nba-Material">
      {course.role !== null && <DoneToggle material={material} />}
      <OpenButton course={course} material={material} locked={locked}>
        {locked !== null && <span className="nba-Minutes">{locked}</span>}
        {state !== null && (
          <span className={`nba-Badge nba-mod-${state.tone}`}>
            <span className="nba-Dot" aria-hidden="true" />
            <span>{state.words}</span>
          </span>
        )}
      </OpenButton>
    </li>
  );
}

interface OpenButtonProps {
  course: CourseDetail;
  material: Material;
  locked: string | null;
  /** What stands under the title. */
  children: React.ReactNode;
}

function OpenButton({ course, material, locked, children }: OpenButtonProps): React.JSX.Element {
  const { courses, model, trans } = useTools();
  const [busy, setBusy] = React.useState(false);
  useObservable(model.seen);
  const Icon = locked === null ? materialIcons[material.type] : lockIcon;
  const off = busy || locked !== null;

  const open = async (): Promise<void> => {
    setBusy(true);
    try {
      model.seen.note(course, material);
      await courses.open(course, material);
    } catch (reason) {
      notices.error(reason);
    } finally {
      setBusy(false);
    }
  };

  return (
    <button
      type="button"
      className="nba-Material-open"
      aria-busy={busy}
      aria-disabled={off}
      title={locked ?? `${material.title} (${typeInWords(material.type, trans)})`}
      data-testid={`material-${material.key}`}
      onClick={() => void (off || open())}
    >
      <Icon.react tag="span" className="nba-Material-icon" width="16px" height="16px" />
      <span className="nba-Material-words">
        <span className="nba-Material-title">
          <span>{material.title}</span>
          {model.seen.isNew(course, material) && <span className="nba-Chip nba-mod-role">{trans.__('New')}</span>}
          {children}
        </span>
        {material.minutes !== null && <span className="nba-Minutes">{minutesInWords(material.minutes, trans)}</span>}
      </span>
    </button>
  );
}

/** What is done stays done: the service lets no percentage fall, so the pressed tick does nothing more. */
function DoneToggle({ material }: { material: Material }): React.JSX.Element {
  const { courses, model, trans } = useTools();
  const done = isDone(material);
  const waits = material.id in useObservable(model.marks.waiting);

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
      className={`nba-Done${waits ? ' nba-mod-waits' : ''}`}
      aria-pressed={done}
      aria-disabled={done}
      aria-label={done ? trans.__('“%1” is done', material.title) : trans.__('Mark “%1” as done', material.title)}
      title={
        waits
          ? trans.__('Done; the academy will hear of it as soon as it can be reached')
          : done
            ? trans.__('Done')
            : trans.__('Mark as done')
      }
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
