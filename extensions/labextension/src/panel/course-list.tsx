import { caretRightIcon, lockIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Course } from '../api/types';
import { courseIcon } from '../icons';
import { missingPrerequisites } from '../logic/course-progress';
import type { CourseLists } from '../model/course-model';
import { ActionButton } from './action-button';
import { NextDeadline } from './next-deadline';
import { Ring } from './ring';
import { SearchBox } from './search-box';
import { Empty, ResourceView } from './states';
import { useObservable, useTools } from './tools';

/** My courses, and those that I could join. */
export function CourseList(): React.JSX.Element {
  const { model } = useTools();
  return (
    <div className="nba-CourseList">
      <CourseSearch />
      <div className="nba-Scroll">
        <ResourceView resource={model.courses}>{lists => <Lists lists={lists} />}</ResourceView>
      </div>
    </div>
  );
}

function CourseSearch(): React.JSX.Element {
  const { model, trans } = useTools();
  const asked = useObservable(model.query);
  return (
    <SearchBox
      label={trans.__('Search courses')}
      testId="course-search"
      asked={asked}
      search={words => model.search(words)}
    />
  );
}

function Lists({ lists }: { lists: CourseLists }): React.JSX.Element {
  const { model, trans } = useTools();
  const query = useObservable(model.query);
  if (lists.mine.length + lists.joinable.length === 0) {
    return query ? (
      <Empty icon={courseIcon} title={trans.__('No course matches “%1”', query)} />
    ) : (
      <Empty
        icon={courseIcon}
        title={trans.__('There are no courses yet')}
        text={trans.__('Published courses appear here.')}
      />
    );
  }
  return (
    <>
      {lists.mine.length > 0 && (
        <section aria-label={trans.__('My courses')}>
          <h3 className="nba-Heading">{trans.__('My courses')}</h3>
          <ul className="nba-List">
            {lists.mine.map(course => (
              <MyCourse key={course.id} course={course} />
            ))}
          </ul>
        </section>
      )}
      {lists.joinable.length > 0 && (
        <section aria-label={trans.__('Courses to join')}>
          <h3 className="nba-Heading">{trans.__('Courses to join')}</h3>
          <ul className="nba-List">
            {lists.joinable.map(course => (
              <JoinableCourse key={course.id} course={course} mine={lists.mine} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function MyCourse({ course }: { course: Course }): React.JSX.Element {
  const { model, trans } = useTools();
  const teaches = course.role !== 'student';
  return (
    <li>
      <button
        type="button"
        className="nba-MyCourse"
        data-testid={`course-${course.slug}`}
        onClick={() => model.enter(course.slug)}
      >
        <Ring percentage={course.percentage ?? 0} />
        <span className="nba-MyCourse-words">
          <span className="nba-Title">{course.title}</span>
          <span className="nba-Meta">
            {teaches && <span className="nba-Chip nba-mod-role">{roleInWords(course, trans.__.bind(trans))}</span>}
            {!course.published && <span className="nba-Chip">{trans.__('Unpublished')}</span>}
            <span>{course.slug}</span>
            <NextDeadline slug={course.slug} />
          </span>
        </span>
        <caretRightIcon.react tag="span" className="nba-Caret" width="16px" height="16px" />
      </button>
    </li>
  );
}

function roleInWords(course: Course, translate: (text: string) => string): string {
  return course.role === 'assistant' ? translate('Assistant') : translate('Instructor');
}

function JoinableCourse({ course, mine }: { course: Course; mine: readonly Course[] }): React.JSX.Element {
  const { courses, trans } = useTools();
  const first = missingPrerequisites(course, mine);
  return (
    <li className="nba-Card" data-testid={`course-${course.slug}`}>
      <span className="nba-Title">{course.title}</span>
      <Tags course={course} />
      {course.description && <p className="nba-Description">{course.description}</p>}
      {first.length > 0 && <Lock why={trans.__('Builds on what you have not completed: %1.', first.join(', '))} />}
      {course.self_enrollment ? (
        <div className="nba-Row">
          <ActionButton
            look={first.length > 0 ? 'plain' : 'primary'}
            label={trans.__('Join')}
            title={trans.__('Join “%1”', course.title)}
            onAct={() => courses.join(course.slug, course.title)}
            testId={`join-${course.slug}`}
          />
        </div>
      ) : (
        <Lock why={trans.__('Its instructors enrol people: ask them, or for an invitation.')} />
      )}
    </li>
  );
}

function Lock({ why }: { why: string }): React.JSX.Element {
  return (
    <p className="nba-Hint nba-Lock">
      <lockIcon.react tag="span" width="14px" height="14px" />
      <span>{why}</span>
    </p>
  );
}

/** Difficulty and tags of a course. */
export function Tags({ course }: { course: Course }): React.JSX.Element {
  const { trans } = useTools();
  const difficulty = {
    beginner: trans.__('Beginner'),
    intermediate: trans.__('Intermediate'),
    advanced: trans.__('Advanced')
  }[course.difficulty];
  return (
    <span className="nba-Meta">
      <span className={`nba-Chip nba-mod-${course.difficulty}`}>{difficulty}</span>
      {course.tags.map(tag => (
        <span key={tag} className="nba-Chip">
          {tag}
        </span>
      ))}
    </span>
  );
}
