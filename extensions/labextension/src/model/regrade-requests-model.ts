import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { AcademyApi } from '../api/api';
import type { CellScore, RegradeRequest, RegradeRequestDetail, Submission } from '../api/types';
import { whole } from './pages';
import { Resource } from './resource';

const LOOK_AGAIN_MS = 60_000;

/** The person's own requests for another look at a mark, and the watch over those that are open. */
export class RegradeRequestsModel implements IDisposable {
  constructor(
    private readonly api: AcademyApi,
    slug: string
  ) {
    this.list = new Resource(async () => (await whole(page => api.regradeRequests(slug, page))).items);
    this.list.changed.connect(() => this.compare());
    this.thread = this.threadOf('');
  }

  readonly list: Resource<RegradeRequest[]>;
  thread: Resource<RegradeRequestDetail>;

  /** The staff accepted or declined a request, or opened it again, while it was watched. */
  get decided(): ISignal<this, RegradeRequest> {
    return this.decidedSignal;
  }

  /** The newest request about a cell; null where nobody asked. */
  about(submission: Submission, cell: CellScore): RegradeRequest | null {
    const found = this.list.value.data?.find(
      request =>
        request.submission_id === submission.id &&
        request.notebook === cell.notebook &&
        request.grade_id === cell.grade_id
    );
    return found ?? null;
  }

  show(request: RegradeRequest): void {
    this.thread = this.threadOf(request.id);
    void this.thread.refresh();
  }

  async ask(submission: Submission, { notebook, grade_id }: CellScore, text: string): Promise<RegradeRequest> {
    const request = await this.api.askRegrade(submission.id, { notebook, grade_id, text });
    await this.list.refresh();
    return request;
  }

  async reply(text: string): Promise<void> {
    const { thread } = this;
    if (thread.value.data) {
      await this.api.replyToRequest(thread.value.data.id, text);
      await thread.refresh();
    }
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  /** Tells of decisions, and looks again later while something is open. */
  private compare(): void {
    const { data, loading } = this.list.value;
    if (data === null || loading || this.disposed) {
      return;
    }
    const changed = data.filter(({ id, state }) => (this.states.get(id) ?? state) !== state);
    this.states = new Map(data.map(({ id, state }) => [id, state]));
    clearTimeout(this.timer);
    if (data.some(request => request.state === 'open')) {
      this.timer = setTimeout(() => void this.list.refresh(), LOOK_AGAIN_MS);
    }
    changed.forEach(request => this.decidedSignal.emit(request));
  }

  private threadOf(id: string): Resource<RegradeRequestDetail> {
    return new Resource(() => whole(page => this.api.regradeRequest(id, page)));
  }

  private readonly decidedSignal = new Signal<this, RegradeRequest>(this);
  private states = new Map<string, RegradeRequest['state']>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
}
