import React from 'react';

import type { CourseDetail } from '../api/types';
import { assignmentIcon } from '../icons';
import type { OpenCourse } from '../model/open-course';
import { AssignmentCard } from './assignment-card';
import { StaffLinks } from './staff-links';
import { Empty, ResourceView } from './states';
import { useTools } from './tools';

export interface PartProps {
  open: OpenCourse;
  course: CourseDetail;
}

/** The assignments of a course, a card each; for staff, the ways to scores and grading above them. */
export function Assignments({ open, course }: PartProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <>
      {open.isStaff && <StaffLinks slug={course.slug} />}
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
                  isStaff={open.isStaff}
                />
              ))}
            </ul>
          )
        }
      </ResourceView>
    </>
  );
}
