import type { AcademyApi } from '../api/api';
import type { Category, Page, Thread, ThreadDetail } from '../api/types';
import { Observable } from './observable';
import { whole } from './pages';
import { Resource } from './resource';

/** What threads may be about: a material, and perhaps one cell of its notebook. */
export interface About {
  materialId: string;
  /** The material's title. */
  title: string;
  cellId: string | null;
}

/** Which threads are listed: those of a category, with these words, or about this. */
export type Selection =
  { by: 'category'; category: Category } | { by: 'words'; words: string } | { by: 'about'; about: About };

/** What a new thread begins with, before its author writes. */
export interface Draft {
  about: About;
  body: string;
}

/** Where in the forum the person is: the categories, a list of threads, one thread, or writing a new one. */
export type ForumPlace =
  | { view: 'categories' }
  | { view: 'threads'; selection: Selection }
  | { view: 'new-thread'; category: Category; draft: Draft | null }
  | { view: 'thread'; id: string; title: string; back: Selection | null };

/** The forum of one course. */
export class ForumModel {
  constructor(
    private readonly api: AcademyApi,
    readonly slug: string
  ) {
    this.categories = new Resource(async () => (await api.categories(slug)).items);
    this.threads = this.threadsOf({ by: 'words', words: '' });
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

  showThreads(selection: Selection): void {
    this.threads = this.threadsOf(selection);
    this.place.set({ view: 'threads', selection });
    void this.threads.refresh();
  }

  /** Shows the threads with these words; without any, the categories. */
  search(words: string): void {
    if (words === '') {
      this.showCategories();
    } else {
      this.showThreads({ by: 'words', words });
    }
  }

  /** Shows a thread; `back` is the list that it was chosen from. */
  showThread({ id, title }: Pick<Thread, 'id' | 'title'>, back: Selection | null): void {
    this.thread = this.threadOf(id);
    this.place.set({ view: 'thread', id, title, back });
    void this.thread.refresh();
  }

  /** Shows a thread of which only the id is known. */
  async openThread(id: string): Promise<void> {
    this.showThread(await this.api.thread(id), null);
  }

  startThread(category: Category): void {
    this.place.set({ view: 'new-thread', category, draft: null });
  }

  /** Begins a question in the first category in which anybody may ask; false where there is none. */
  async ask(draft: Draft): Promise<boolean> {
    await this.categories.ensure();
    const category = this.open()[0];
    if (category) {
      this.place.set({ view: 'new-thread', category, draft });
    }
    return category !== undefined;
  }

  /** The categories in which students may open threads. */
  open(): Category[] {
    return (this.categories.value.data ?? []).filter(({ announcements }) => !announcements);
  }

  async createCategory(title: string): Promise<void> {
    await this.api.createCategory(this.slug, title, '');
    await this.categories.refresh();
  }

  async createThread(category: Category, title: string, body: string, about: About | null): Promise<void> {
    const tied = { material_id: about?.materialId ?? null, cell_id: about?.cellId ?? null };
    const thread = await this.api.createThread(category.id, { title, body, ...tied });
    this.showThread(thread, about ? { by: 'about', about } : { by: 'category', category });
  }

  async reply(body: string): Promise<void> {
    const { place, thread } = this;
    if (place.value.view === 'thread') {
      await this.api.reply(place.value.id, body);
      await thread.refresh();
    }
  }

  /** Has the person told of new posts of the thread that is shown, or not any more. */
  async follow(subscribed: boolean): Promise<void> {
    const { place, thread } = this;
    if (place.value.view === 'thread') {
      await this.api.follow(place.value.id, subscribed);
      thread.patch(detail => ({ ...detail, subscribed }));
    }
  }

  async markSolution(postId: string): Promise<void> {
    await this.api.markSolution(postId);
    await this.thread.refresh();
  }

  async refresh(maxAgeMs: number): Promise<void> {
    await this.shown()?.ensure(maxAgeMs);
  }

  /** Somebody wrote something: shows it where it is to be seen. */
  async lookAgain(): Promise<void> {
    await this.shown()?.refresh();
  }

  private shown(): Resource<Category[]> | Resource<Thread[]> | Resource<ThreadDetail> | null {
    const { view } = this.place.value;
    return { categories: this.categories, threads: this.threads, thread: this.thread, 'new-thread': null }[view];
  }

  private threadsOf(selection: Selection): Resource<Thread[]> {
    return new Resource(async () => (await this.list(selection)).items);
  }

  private list(selection: Selection): Promise<Page<Thread>> {
    switch (selection.by) {
      case 'category':
        return this.api.threads(selection.category.id);
      case 'words':
        return this.api.courseThreads(this.slug, { q: selection.words });
      case 'about':
        return this.api.courseThreads(this.slug, {
          material_id: selection.about.materialId,
          cell_id: selection.about.cellId ?? undefined
        });
    }
  }

  private threadOf(id: string): Resource<ThreadDetail> {
    return new Resource(() => whole(page => this.api.thread(id, page)));
  }
}
