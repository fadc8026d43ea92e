import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import { AcademyError, asAcademyError, errorFromBody } from './errors';
import type * as t from './types';
import type * as w from './workspace';

type Query = Record<string, string | number | boolean | undefined>;

/** The largest page that the service gives. */
const ALL = 100;

/** Every request of the extension, typed. It throws AcademyError and nothing else. */
export class AcademyApi {
  constructor(
    private readonly trans: TranslationBundle,
    private readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  me(): Promise<t.Me> {
    return this.get('api/users/me');
  }

  courses(filter: { mine?: boolean; q?: string } = {}): Promise<t.Page<t.Course>> {
    return this.get('api/courses', { mine: filter.mine || undefined, q: filter.q || undefined, limit: ALL });
  }

  course(slug: string): Promise<t.CourseDetail> {
    return this.get(`api/courses/${part(slug)}`);
  }

  async enroll(slug: string): Promise<void> {
    await this.post('api/enrollments', { course_id: slug });
  }

  progress(courseId: string): Promise<t.Progress> {
    return this.get('api/progress', { course_id: courseId });
  }

  async markProgress(materialId: string, percentage: number): Promise<void> {
    await this.post('api/progress', { material_id: materialId, percentage });
  }

  submission(id: string): Promise<t.Submission> {
    return this.get(`api/submissions/${part(id)}`);
  }

  categories(slug: string): Promise<t.Page<t.Category>> {
    return this.get(`api/courses/${part(slug)}/categories`, { limit: ALL });
  }

  createCategory(slug: string, title: string, description: string): Promise<t.Category> {
    return this.post(`api/courses/${part(slug)}/categories`, { title, description });
  }

  threads(categoryId: string): Promise<t.Page<t.Thread>> {
    return this.get(`api/categories/${part(categoryId)}/threads`, { limit: ALL });
  }

  createThread(categoryId: string, title: string, body: string): Promise<t.Thread> {
    return this.post(`api/categories/${part(categoryId)}/threads`, { title, body });
  }

  thread(id: string, page = 1): Promise<t.ThreadDetail> {
    return this.get(`api/threads/${part(id)}`, { page, limit: ALL });
  }

  async reply(threadId: string, body: string): Promise<void> {
    await this.post(`api/threads/${part(threadId)}/posts`, { body });
  }

  async markSolution(postId: string): Promise<void> {
    await this.post(`api/posts/${part(postId)}/solution`);
  }

  /** The person's own runs: one started in a notebook need not say which course it belongs to. */
  runs(): Promise<t.Page<t.Run>> {
    return this.get('api/runs', { limit: ALL });
  }

  run(id: string): Promise<t.Run> {
    return this.get(`api/runs/${part(id)}`);
  }

  async stopRun(id: string): Promise<void> {
    await this.post(`api/runs/${part(id)}/stop`);
  }

  /** Where a run's events stream from. */
  runStreamUrl(id: string): string {
    return URLExt.join(this.settings.wsUrl, 'academy', `api/runs/${part(id)}/stream`);
  }

  /** The page of a submission's feedback, for a frame that may do nothing. */
  feedbackUrl(submissionId: string): string {
    return this.url(`api/submissions/${part(submissionId)}/feedback`);
  }

  /** Asks for the feedback page only to learn whether there is one: a frame would show a refusal as it came. */
  async checkFeedback(submissionId: string): Promise<void> {
    await this.send('GET', `api/submissions/${part(submissionId)}/feedback`);
  }

  fetchMaterial(materialId: string, onConflict: w.OnConflict): Promise<w.FetchedMaterial> {
    return this.post('workspace/materials', { material_id: materialId, on_conflict: onConflict });
  }

  assignments(slug: string): Promise<{ items: w.LocalAssignment[] }> {
    return this.get('workspace/assignments', { course: slug });
  }

  fetchAssignment(course: string, assignment: string, onConflict: w.OnConflict): Promise<w.FetchedAssignment> {
    return this.post('workspace/assignments/fetch', { course, assignment, on_conflict: onConflict });
  }

  fetchSource(course: string, assignment: string, onConflict: w.OnConflict): Promise<w.FetchedAssignment> {
    return this.post('workspace/assignments/source', { course, assignment, on_conflict: onConflict });
  }

  validate(course: string, assignment: string): Promise<w.Validation> {
    return this.post('workspace/assignments/validate', { course, assignment });
  }

  /** Hands in. Where no answer came the same request is made once more: its key keeps it from counting twice. */
  async submit(course: string, assignment: string): Promise<t.Submission> {
    const headers = { 'Idempotency-Key': UUID.uuid4() };
    const ask = (): Promise<t.Submission> => this.post('workspace/assignments/submit', { course, assignment }, headers);
    try {
      return await ask();
    } catch (reason) {
      if (asAcademyError(reason).status !== 0) {
        throw reason;
      }
      return ask();
    }
  }

  publish(course: string, assignment: string): Promise<t.SourceVersion> {
    return this.post('workspace/assignments/publish', { course, assignment });
  }

  private async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await (await this.send('GET', path, undefined, query)).json()) as T;
  }

  private async post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<T> {
    // What only starts something may be answered with nothing.
    const text = await (await this.send('POST', path, body, {}, headers)).text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  private async send(
    method: string,
    path: string,
    body?: object,
    query: Query = {},
    headers: Record<string, string> = {}
  ): Promise<Response> {
    // With `no-store`, Jupyter adds a number to the query against caches, and the service refuses what it does not know.
    const init: RequestInit = { method, headers, cache: 'no-cache', ...(body && { body: JSON.stringify(body) }) };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(this.url(path) + queryString(query), init, this.settings);
    } catch {
      throw new AcademyError(this.trans.__('Your notebook server does not answer.'), 0, 'NETWORK_ERROR');
    }
    if (!response.ok) {
      throw errorFromBody(response.status, await bodyOf(response), this.fallback(response.status));
    }
    return response;
  }

  private url(path: string): string {
    return URLExt.join(this.settings.baseUrl, 'academy', path);
  }

  private fallback(status: number): string {
    if (status === 404) {
      return this.trans.__('The academy does not know this address. Is the nbacademy server extension enabled?');
    }
    if (status >= 502 && status <= 504) {
      return this.trans.__('The academy service cannot be reached.');
    }
    return this.trans.__('The academy answered with an error (%1).', status);
  }
}

function part(text: string): string {
  return encodeURIComponent(text);
}

function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      params.set(name, String(value));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return null;
  }
}
