/**
 * The wire shapes by the names that `nbacademy.protocol` gives them; made of the service's own description.
 *
 * Times are RFC 3339 text in UTC; ids are UUIDs.
 */

import type { components } from './schema';

type Shapes = components['schemas'];

/** One page of a list; `page` counts from 1. */
export type Page<Item> = Omit<Shapes['Page_Course_'], 'items'> & { items: Item[] };

export type Person = Shapes['Person'];
export type Me = Shapes['Me'];
export type Course = Shapes['Course'];
export type CourseDetail = Shapes['CourseDetail'];
export type Section = Shapes['Section'];
export type Material = Shapes['Material'];
export type MaterialType = Material['type'];
export type Progress = Shapes['Progress'];

export type Assignment = Shapes['Assignment'];
export type AssignmentRelease = Shapes['AssignmentRelease'];
export type LatePolicy = Assignment['late_policy'];
export type FeedbackRelease = Assignment['feedback'];
export type Submission = Shapes['Submission'];
export type SubmissionStatus = Submission['status'];
export type QueuePlace = Shapes['QueuePlace'];
export type CellScore = Shapes['CellScore'];
export type SourceVersion = Shapes['SourceVersion'];
export type SourceCell = Shapes['SourceCell'];

export type RegradeRequest = Shapes['RegradeRequest'];
export type RegradeRequestCreate = Shapes['RegradeRequestCreate'];
export type RegradeRequestDetail = Shapes['RegradeRequestDetail'];
export type RegradeMessage = Shapes['RegradeMessage'];

export type Deadline = Shapes['Deadline'];
export type Notification = Shapes['Notification'];
export type Notifications = Shapes['Notifications'];
export type NotificationKind = Notification['kind'];

export type QuizDetail = Shapes['QuizDetail'];
export type AskedQuestion = Shapes['AskedQuestion'];
export type Attempt = Shapes['Attempt'];
export type AttemptDetail = Shapes['AttemptDetail'];
export type QuestionReview = Shapes['QuestionReview'];
export type Answers = Shapes['AttemptUpdate']['answers'];
export type Answer = Answers[string];

export type Category = Shapes['Category'];
export type Thread = Shapes['Thread'];
export type ThreadCreate = Shapes['ThreadCreate'];
export type ThreadDetail = Shapes['ThreadDetail'];
export type Post = Shapes['Post'];

export type Run = Shapes['Run'];
export type RunStatus = Run['status'];
