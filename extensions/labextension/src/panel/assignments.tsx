import React from 'react';

import type { CourseDetail } from '../api/types';
import { assignmentIcon } from '../icons';
import type { OpenCourse } from '../model/open-course';
import { AskRegrade } from './ask-regrade';
import { AssignmentCard } from './assignment-card';
import { PageLink } from './page-link';
import { RegradeRequestView } from './regrade-request';
import { ReleaseForm } from './release-form';
import { StaffLinks } from './staff-links';
import { Empty, ResourceView } from './states';
import { Submissions } from './submissions';
import { useObservable, useTools } from './tools';
import { Trail } from './trail';

export interface PartProps {
  open: OpenCourse;
  course: CourseDetail;
}

/** The assignments of a course, a card each; then one's submissions of one, a request about a mark, or its release. */
export function Assignments({ open, course }: PartProps): React.JSX.Element {
  const { trans } = useTools();
  const { assignments } = open;
  const place = useObservable(assignments.place);
  if (place.view === 'cards') {
    return <Cards open={open} course={course} />;
  }
  const { assignment } = place;
  const back = { testId: 'assignments-back', label: trans.__('Assignments'), onBack: () => assignments.showCards() };
  const backToWork = { ...back, label: assignment.title, onBack: () => assignments.showSubmissions(assignment) };
  switch (place.view) {
    case 'submissions':
      return (
        <>
          <Trail {...back} title={trans.__('Submissions: %1', assignment.title)} />
          <Submissions open={open} assignment={assignment} />
        </>
      );
    case 'release':
      return (
        <>
          <Trail {...back} title={trans.__('Release: %1', assignment.title)} />
          <ReleaseForm assignment={assignment} onCancel={() => assignments.showCards()} />
        </>
      );
    case 'ask':
      return (
        <>
          <Trail {...backToWork} title={trans.__('Another look at %1', place.cell.grade_id)} />
          <AskRegrade open={open} place={place} />
        </>
      );
    case 'request':
      return (
        <>
          <Trail {...backToWork} title={trans.__('Another look at %1', place.request.grade_id)} />
          <RegradeRequestView requests={open.requests} />
        </>
      );
  }
}

function Cards({ open, course }: PartProps): React.JSX.Element {
  const { pages, trans } = useTools();
  return (
    <>
      {open.isStaff && <StaffLinks slug={course.slug} />}
      {course.role === 'student' && (
        <PageLink label={trans.__('Your grades')} href={pages.course(course.slug, 'grades')} testId="own-grades" />
      )}
      <ResourceView resource={open.assignments.list}>
        {items =>
          items.length === 0 ? (
            <Empty
              icon={assignmentIcon}
              title={trans.__('No assignments yet')}
              text={trans.__('They appear here as soon as they are released.')}
            />
          ) : (
            <ul className="nba-List nba-Cards">
              {items.map(local => (
                <AssignmentCard
                  key={local.assignment.id}
                  local={local}
                  model={open.assignments}
                  isInstructor={open.isInstructor}
                />
              ))}
            </ul>
          )
        }
      </ResourceView>
    </>
  );
}
