import type { AcademyApi } from '../api/api';
import type { CellScore, RegradeRequest, RegradeRequestDetail, Submission } from '../api/types';
import { whole } from './pages';
import { Resource } from './resource';

/** The person's own requests for another look at a mark. */
export class RegradeRequestsModel {
  constructor(
    private readonly api: AcademyApi,
    slug: string
  ) {
    this.list = new Resource(async () => (await whole(page => api.regradeRequests(slug, page))).items);
    this.thread = this.threadOf('');
  }

  readonly list: Resource<RegradeRequest[]>;
  thread: Resource<RegradeRequestDetail>;

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

  /** Shows what became of what is shown already. */
  async lookAgain(): Promise<void> {
    const { thread } = this;
    await Promise.all([this.list.refresh(), thread.value.data !== null && thread.refresh()]);
  }

  private threadOf(id: string): Resource<RegradeRequestDetail> {
    return new Resource(() => whole(page => this.api.regradeRequest(id, page)));
  }
}
