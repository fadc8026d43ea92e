import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { Clock } from '../logic/clock';
import type { QuizService } from '../quiz/service';
import { Connection } from './connection';
import { asAcademyError } from './errors';
import type * as t from './types';
import type * as w from './workspace';

/** The largest page that the service gives. */
const ALL = 100;

/** Every request of the extension, typed. It throws AcademyError and nothing else. */
export class AcademyApi {
  constructor(trans: TranslationBundle, settings: ServerConnection.ISettings = ServerConnection.makeSettings()) {
    this.http = new Connection(trans, this.clock, settings);
  }

  /** The service's time, as its answers tell it. */
  readonly clock = new Clock();

  me(): Promise<t.Me> {
    return this.http.get('api/users/me');
  }

  courses(filter: { mine?: boolean; q?: string } = {}): Promise<t.Page<t.Course>> {
    return this.http.get('api/courses', { mine: filter.mine || undefined, q: filter.q || undefined, limit: ALL });
  }

  course(slug: string): Promise<t.CourseDetail> {
    return this.http.get(`api/courses/${part(slug)}`);
  }

  async enroll(slug: string): Promise<void> {
    await this.http.post('api/enrollments', { course_id: slug });
  }

  progress(courseId: string): Promise<t.Progress> {
    return this.http.get('api/progress', { course_id: courseId });
  }

  async markProgress(materialId: string, percentage: number): Promise<void> {
    await this.http.post('api/progress', { material_id: materialId, percentage });
  }

  submission(id: string): Promise<t.Submission> {
    return this.http.get(`api/submissions/${part(id)}`);
  }

  /** The person's own submissions of an assignment, newest first. */
  submissions(course: string, assignment: string, page = 1): Promise<t.Page<t.Submission>> {
    return this.http.get('api/submissions', { course, assignment, page, limit: ALL });
  }

  assignment(course: string, assignment: string): Promise<t.Assignment> {
    return this.http.get(assignmentPath(course, assignment));
  }

  version(course: string, assignment: string, number: number): Promise<t.SourceVersion> {
    return this.http.get(`${assignmentPath(course, assignment)}/versions/${number}`);
  }

  /** Gives students the newest source, or refuses if it is not the `version` named; what is left out stays as it is. */
  release(course: string, assignment: string, changes: Partial<t.AssignmentRelease>): Promise<t.SourceVersion> {
    return this.http.post(`${assignmentPath(course, assignment)}/release`, changes);
  }

  /** The person's own requests for another look, newest first. */
  regradeRequests(course: string, page = 1): Promise<t.Page<t.RegradeRequest>> {
    return this.http.get('api/regrade-requests', { course, page, limit: ALL });
  }

  regradeRequest(id: string, page = 1): Promise<t.RegradeRequestDetail> {
    return this.http.get(`api/regrade-requests/${part(id)}`, { page, limit: ALL });
  }

  askRegrade(submissionId: string, question: t.RegradeRequestCreate): Promise<t.RegradeRequest> {
    return this.http.post(`api/submissions/${part(submissionId)}/regrade-requests`, question);
  }

  async replyToRequest(requestId: string, text: string): Promise<void> {
    await this.http.post(`api/regrade-requests/${part(requestId)}/messages`, { text });
  }

  /** One quiz, for the view that shows it. */
  quiz(id: string): QuizService {
    const path = `api/quizzes/${part(id)}`;
    return {
      quiz: () => this.http.get(path),
      attempts: async () => (await this.http.get<t.Page<t.Attempt>>('api/attempts', { quiz_id: id, limit: ALL })).items,
      attempt: attempt => this.http.get(`api/attempts/${part(attempt)}`),
      begin: () => this.http.post(`${path}/attempts`),
      save: (attempt, answers, final) => this.http.put(`api/attempts/${part(attempt)}`, { answers, final }),
      now: () => this.clock.now()
    };
  }

  categories(slug: string): Promise<t.Page<t.Category>> {
    return this.http.get(`api/courses/${part(slug)}/categories`, { limit: ALL });
  }

  createCategory(slug: string, title: string, description: string): Promise<t.Category> {
    return this.http.post(`api/courses/${part(slug)}/categories`, { title, description });
  }

  threads(categoryId: string): Promise<t.Page<t.Thread>> {
    return this.http.get(`api/categories/${part(categoryId)}/threads`, { limit: ALL });
  }

  createThread(categoryId: string, title: string, body: string): Promise<t.Thread> {
    return this.http.post(`api/categories/${part(categoryId)}/threads`, { title, body });
  }

  thread(id: string, page = 1): Promise<t.ThreadDetail> {
    return this.http.get(`api/threads/${part(id)}`, { page, limit: ALL });
  }

  async reply(threadId: string, body: string): Promise<void> {
    await this.http.post(`api/threads/${part(threadId)}/posts`, { body });
  }

  async markSolution(postId: string): Promise<void> {
    await this.http.post(`api/posts/${part(postId)}/solution`);
  }

  /** The person's own runs: one started in a notebook need not say which course it belongs to. */
  runs(): Promise<t.Page<t.Run>> {
    return this.http.get('api/runs', { limit: ALL });
  }

  run(id: string): Promise<t.Run> {
    return this.http.get(`api/runs/${part(id)}`);
  }

  async stopRun(id: string): Promise<void> {
    await this.http.post(`api/runs/${part(id)}/stop`);
  }

  /** Where a run's events stream from. */
  runStreamUrl(id: string): string {
    return URLExt.join(this.http.settings.wsUrl, 'academy', `api/runs/${part(id)}/stream`);
  }

  /** The page of a submission's feedback, for a frame that may do nothing. */
  feedbackUrl(submissionId: string): string {
    return this.http.url(`api/submissions/${part(submissionId)}/feedback`);
  }

  /** Asks for the feedback page only to learn whether there is one: a frame would show a refusal as it came. */
  async checkFeedback(submissionId: string): Promise<void> {
    await this.http.send('GET', `api/submissions/${part(submissionId)}/feedback`);
  }

  fetchMaterial(materialId: string, onConflict: w.OnConflict): Promise<w.FetchedMaterial> {
    return this.http.post('workspace/materials', { material_id: materialId, on_conflict: onConflict });
  }

  assignments(slug: string): Promise<{ items: w.LocalAssignment[] }> {
    return this.http.get('workspace/assignments', { course: slug });
  }

  fetchAssignment(course: string, assignment: string, onConflict: w.OnConflict): Promise<w.FetchedAssignment> {
    return this.http.post('workspace/assignments/fetch', { course, assignment, on_conflict: onConflict });
  }

  fetchSource(course: string, assignment: string, onConflict: w.OnConflict): Promise<w.FetchedAssignment> {
    return this.http.post('workspace/assignments/source', { course, assignment, on_conflict: onConflict });
  }

  validate(course: string, assignment: string): Promise<w.Validation> {
    return this.http.post('workspace/assignments/validate', { course, assignment });
  }

  /** Hands in. Where no answer came the same request is made once more: its key keeps it from counting twice. */
  async submit(course: string, assignment: string): Promise<t.Submission> {
    const headers = { 'Idempotency-Key': UUID.uuid4() };
    const ask = (): Promise<t.Submission> =>
      this.http.post('workspace/assignments/submit', { course, assignment }, headers);
    try {
      return await ask();
    } catch (reason) {
      if (asAcademyError(reason).status !== 0) {
        throw reason;
      }
      return ask();
    }
  }

  summary(course: string, assignment: string): Promise<w.SourceSummary> {
    return this.http.get('workspace/assignments/source', { course, assignment });
  }

  /** Sends the source from the home; students get nothing of it before it is released. */
  upload(course: string, assignment: string): Promise<t.SourceVersion> {
    return this.http.post('workspace/assignments/upload', { course, assignment });
  }

  /** Brings what students get, or would get, of a version to the home. */
  preview(course: string, assignment: string, version: number): Promise<w.FetchedAssignment> {
    return this.http.post('workspace/assignments/preview', { course, assignment, version });
  }

  private readonly http: Connection;
}

function part(text: string): string {
  return encodeURIComponent(text);
}

function assignmentPath(course: string, assignment: string): string {
  return `api/courses/${part(course)}/assignments/${part(assignment)}`;
}
