import React from 'react';

import type { LocalAssignment } from '../api/workspace';
import type { AssignmentsModel } from '../model/assignments-model';
import { ActionButton } from './action-button';
import { PageLink } from './page-link';
import { useTools } from './tools';

export interface TeacherButtonsProps {
  local: LocalAssignment;
  model: AssignmentsModel;
  busy: boolean;
}

/** What instructors do with an assignment. */
export function TeacherButtons({ local, model, busy }: TeacherButtonsProps): React.JSX.Element {
  const { assignments, pages, trans } = useTools();
  const { assignment } = local;
  const { course_slug, name, source_version } = assignment;
  const id = `assignment-${name}`;
  return (
    <div className="nba-Teacher" role="group" aria-label={trans.__('Teaching: %1', assignment.title)}>
      <Versions local={local} />
      <div className="nba-Row">
        <ActionButton
          label={trans.__('Edit source')}
          title={trans.__('Copy the source with solutions and hidden tests into your files and open it')}
          disabled={busy}
          onAct={() => assignments.editSource(local)}
          testId={`${id}-source`}
        />
        <ActionButton
          label={trans.__('Publish new version')}
          title={trans.__('Try the source in your files, see it as a student, and release it')}
          disabled={busy}
          onAct={() => assignments.publish(local)}
          testId={`${id}-publish`}
        />
        {source_version !== null && (
          <>
            <ActionButton
              label={trans.__('Tests')}
              title={trans.__('Graded cells, and what was found when their tests were tried')}
              onAct={() => assignments.showVersion(assignment, source_version)}
              testId={`${id}-tests`}
            />
            <ActionButton
              label={trans.__('Release')}
              title={trans.__('Title, due time and feedback')}
              onAct={() => model.place.set({ view: 'release', assignment })}
              testId={`${id}-release`}
            />
          </>
        )}
      </div>
      <div className="nba-Links">
        <PageLink
          label={trans.__('Marking')}
          href={pages.assignment(course_slug, name, 'marking')}
          testId={`${id}-marking`}
        />
        <PageLink
          label={trans.__('Extensions')}
          href={pages.assignment(course_slug, name, 'extensions')}
          testId={`${id}-extensions`}
        />
        <PageLink
          label={trans.__('Previews')}
          href={pages.assignment(course_slug, name, 'regrades')}
          testId={`${id}-previews`}
        />
      </div>
    </div>
  );
}

/** Which version students have, and whether there is a newer source. */
function Versions({ local }: { local: LocalAssignment }): React.JSX.Element {
  const { trans } = useTools();
  const { version, source_version } = local.assignment;
  const has = version === null ? trans.__('Nothing is released yet.') : trans.__('Students have version %1.', version);
  const newer =
    source_version !== null && source_version !== version
      ? trans.__('Version %1 waits for release.', source_version)
      : '';
  return <p className="nba-Hint">{`${has} ${newer}`.trim()}</p>;
}
