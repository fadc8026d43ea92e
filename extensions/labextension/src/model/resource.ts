import type { AcademyError } from '../api/errors';
import { asAcademyError } from '../api/errors';
import { Observable } from './observable';

export interface Loaded<T> {
  /** The last state that was had; an error afterwards does not take it away. */
  data: T | null;
  error: AcademyError | null;
  loading: boolean;
  loadedAt: Date | null;
}

/** Something that the service knows, as it was when last asked. */
export class Resource<T> extends Observable<Loaded<T>> {
  constructor(private readonly load: () => Promise<T>) {
    super({ data: null, error: null, loading: false, loadedAt: null });
  }

  /** Asks again. Of several at once the newest question wins. Never throws: the error is a part of the state. */
  async refresh(): Promise<void> {
    const question = ++this.question;
    this.set({ ...this.value, loading: true });
    try {
      const data = await this.load();
      if (question === this.question) {
        this.set({ data, error: null, loading: false, loadedAt: new Date() });
      }
    } catch (reason) {
      if (question === this.question) {
        this.set({ ...this.value, error: asAcademyError(reason), loading: false });
      }
    }
  }

  /** Asks if it never was, or if the answer is older than so many milliseconds. */
  async ensure(maxAgeMs = Infinity): Promise<void> {
    const { loading, loadedAt } = this.value;
    if (!loading && (loadedAt === null || Date.now() - loadedAt.getTime() > maxAgeMs)) {
      await this.refresh();
    }
  }

  /** Shows what there was at an earlier time, unless something newer is there. */
  recall(data: T, loadedAt: Date): void {
    if (this.value.data === null) {
      this.set({ ...this.value, data, loadedAt });
    }
  }

  /** Takes what came along with another answer. */
  give(data: T): void {
    this.question++;
    this.set({ data, error: null, loading: false, loadedAt: new Date() });
  }

  /** Replaces the data by what is known better than by asking; an answer still on its way is ignored. */
  patch(change: (data: T) => T): void {
    const { data } = this.value;
    if (data !== null) {
      this.question++;
      this.set({ ...this.value, data: change(data), loading: false });
    }
  }

  private question = 0;
}
