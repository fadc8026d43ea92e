import type { AcademyApi } from '../api/api';
import type { Category, Thread, ThreadDetail } from '../api/types';
import { Observable } from './observable';
import { whole } from './pages';
import { Resource } from './resource';

/** Where in the forum the person is: the categories, the threads of one, one thread, or writing a new one. */
export type ForumPlace =
  | { view: 'categories' }
  | { view: 'threads'; category: Category }
  | { view: 'new-thread'; category: Category }
  | { view: 'thread'; category: Category; id: string; title: string };

/** The forum of one course. */
export class ForumModel {
  constructor(
    private readonly api: AcademyApi,
    readonly slug: string
  ) {
    this.categories = new Resource(async () => (await api.categories(slug)).items);
    this.threads = this.threadsOf('');
    this.thread = this.threadOf('');
  }

  readonly place = new Observable<ForumPlace>({ view: 'categories' });
  readonly categories: Resource<Category[]>;
  threads: Resource<Thread[]>;
  thread: Resource<ThreadDetail>;

  showCategories(): void {
    this.place.set({ view: 'categories' });
    void this.categories.refresh();
  }

  showThreads(category: Category): void {
    this.threads = this.threadsOf(category.id);
    this.place.set({ view: 'threads', category });
    void this.threads.refresh();
  }

  showThread(category: Category, thread: Thread): void {
    this.thread = this.threadOf(thread.id);
    this.place.set({ view: 'thread', category, id: thread.id, title: thread.title });
    void this.thread.refresh();
  }

  startThread(category: Category): void {
    this.place.set({ view: 'new-thread', category });
  }

  async createCategory(title: string): Promise<void> {
    await this.api.createCategory(this.slug, title, '');
    await this.categories.refresh();
  }

  async createThread(category: Category, title: string, body: string): Promise<void> {
    this.showThread(category, await this.api.createThread(category.id, title, body));
  }

  async reply(body: string): Promise<void> {
    const { place, thread } = this;
    if (place.value.view === 'thread') {
      await this.api.reply(place.value.id, body);
      await thread.refresh();
    }
  }

  async markSolution(postId: string): Promise<void> {
    await this.api.markSolution(postId);
    await this.thread.refresh();
  }

  async refresh(maxAgeMs: number): Promise<void> {
    const { view } = this.place.value;
    if (view === 'categories') {
      await this.categories.ensure(maxAgeMs);
    } else if (view === 'threads') {
      await this.threads.ensure(maxAgeMs);
    } else if (view === 'thread') {
      await this.thread.ensure(maxAgeMs);
    }
  }

  private threadsOf(categoryId: string): Resource<Thread[]> {
    return new Resource(async () => (await this.api.threads(categoryId)).items);
  }

  private threadOf(id: string): Resource<ThreadDetail> {
    return new Resource(() => whole(page => this.api.thread(id, page)));
  }
}
