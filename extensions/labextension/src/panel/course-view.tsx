import { caretLeftIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { CourseDetail } from '../api/types';
import { isDone, materialsOf, minutesLeft, nextMaterial } from '../logic/course-progress';
import { minutesInWords } from '../logic/moments';
import { assignmentIcon, contentsIcon, forumIcon, trainingIcon } from '../icons';
import type { CourseTab } from '../model/course-model';
import type { OpenCourse } from '../model/open-course';
import { ActionButton } from './action-button';
import { Assignments } from './assignments';
import { Contents } from './contents';
import { Forum } from './forum';
import { Ring } from './ring';
import { ResourceView } from './states';
import { TabList } from './tab-list';
import { useObservable, useTools } from './tools';
import { Training } from './training';

/** One course: its header, its tabs, and the part that is chosen. */
export function CourseView({ open }: { open: OpenCourse }): React.JSX.Element {
  const { model, trans } = useTools();
  return (
    <div className="nba-Course" data-testid={`open-${open.slug}`}>
      <nav className="nba-Back" aria-label={trans.__('Courses')}>
        <ActionButton
          look="quiet"
          icon={caretLeftIcon}
          label={trans.__('All courses')}
          onAct={() => model.leave()}
          testId="all-courses"
        />
      </nav>
      <ResourceView resource={open.detail}>{course => <Loaded open={open} course={course} />}</ResourceView>
    </div>
  );
}

interface LoadedProps {
  open: OpenCourse;
  course: CourseDetail;
}

function Loaded({ open, course }: LoadedProps): React.JSX.Element {
  const { model, trans } = useTools();
  const { tab } = useObservable(model.place);
  const tabs: { id: CourseTab; label: string; icon: LabIcon }[] = [
    { id: 'contents', label: trans.__('Contents'), icon: contentsIcon },
    { id: 'assignments', label: trans.__('Assignments'), icon: assignmentIcon },
    { id: 'forum', label: trans.__('Forum'), icon: forumIcon },
    { id: 'training', label: trans.__('Training'), icon: trainingIcon }
  ];
  return (
    <>
      <Header course={course} withNext={tab === 'contents'} />
      <TabList tabs={tabs} active={tab} onChoose={id => model.enter(course.slug, id)} />
      <div
        className="nba-Scroll"
        role="tabpanel"
        id={`nba-panel-${tab}`}
        aria-labelledby={`nba-tab-${tab}`}
        data-testid={`panel-${tab}`}
        key={tab}
      >
        {tab === 'contents' && <Contents open={open} course={course} />}
        {tab === 'assignments' && <Assignments open={open} course={course} />}
        {tab === 'forum' && <Forum open={open} course={course} />}
        {tab === 'training' && <Training open={open} course={course} />}
      </div>
    </>
  );
}

interface HeaderProps {
  course: CourseDetail;
  /** Offers the next material in one press. */
  withNext: boolean;
}

function Header({ course, withNext }: HeaderProps): React.JSX.Element {
  const { courses, trans } = useTools();
  const next = withNext && course.role !== null ? nextMaterial(course) : null;
  return (
    <div className="nba-Header">
      <Ring percentage={course.percentage ?? 0} size="large" />
      <div className="nba-Header-words">
        <h2 title={course.title}>{course.title}</h2>
        <p className="nba-Meta">
          <Summary course={course} />
        </p>
      </div>
      {course.role === null && (
        <ActionButton
          look="primary"
          label={trans.__('Join this course')}
          onAct={() => courses.join(course.slug, course.title)}
          testId={`join-${course.slug}`}
        />
      )}
      {next && (
        <ActionButton
          look="primary"
          label={started(course) ? trans.__('Continue: %1', next.title) : trans.__('Start: %1', next.title)}
          title={next.title}
          onAct={() => courses.open(course, next)}
          testId="continue"
        />
      )}
    </div>
  );
}

function Summary({ course }: { course: CourseDetail }): React.JSX.Element {
  const { trans } = useTools();
  const materials = materialsOf(course);
  const left = minutesLeft(course);
  const role = course.role === 'instructor' ? trans.__('Instructor') : trans.__('Assistant');
  return (
    <>
      {course.role !== null && course.role !== 'student' && <span className="nba-Chip nba-mod-role">{role}</span>}
      <span>{trans.__('%1 of %2 done', materials.filter(isDone).length, materials.length)}</span>
      {left > 0 && <span>{trans.__('%1 left', minutesInWords(left, trans))}</span>}
    </>
  );
}

function started(course: CourseDetail): boolean {
  return materialsOf(course).some(material => (material.percentage ?? 0) > 0);
}
