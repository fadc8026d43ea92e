import type { TranslationBundle } from '@jupyterlab/translation';

import type { AcademyApi } from '../api/api';
import type { CourseDetail, Material } from '../api/types';
import type { CourseModel } from '../model/course-model';
import { fetchAsking } from './conflict';
import type { Documents } from './documents';
import { openPage } from './documents';
import { notices } from './notices';

/** What a person does with a course and its materials. */
export class CourseActions {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel,
    private readonly documents: Documents,
    private readonly showQuiz: (id: string, title: string) => void,
    private readonly trans: TranslationBundle
  ) {}

  async join(slug: string, title: string): Promise<void> {
    await this.model.join(slug);
    notices.success(this.trans.__('You joined “%1”.', title));
  }

  async open(course: CourseDetail, material: Material): Promise<void> {
    switch (material.type) {
      case 'notebook':
      case 'pdf':
        return this.openFile(course.slug, material);
      case 'markdown':
        return this.openFile(course.slug, material, 'Markdown Preview');
      case 'assignment':
        return this.showAssignment(course.slug, material.assignment);
      case 'video':
        return material.filename ? this.openFile(course.slug, material) : this.openAddress(material.url);
      case 'training':
        return material.filename ? this.openFile(course.slug, material) : this.model.enter(course.slug, 'training');
      case 'quiz':
        return material.quiz_id === null ? this.openAddress(null) : this.showQuiz(material.quiz_id, material.title);
      case 'link':
        return this.openAddress(material.url);
    }
  }

  async markDone(material: Material): Promise<void> {
    await this.model.open.value?.markDone(material);
  }

  showAssignment(slug: string, name: string | null): void {
    this.model.enter(slug, 'assignments');
    this.model.open.value?.assignments.focused.set(name);
  }

  private async openFile(slug: string, material: Material, factory?: string): Promise<void> {
    // Edits that are not on disk yet must count as one's own changes.
    await this.documents.save(`${slug}/${material.filename ?? ''}`);
    const fetched = await fetchAsking(material.title, this.trans, choice =>
      this.api.fetchMaterial(material.id, choice)
    );
    if (fetched === null) {
      return;
    }
    if (fetched.state === 'updated') {
      await this.documents.reload(fetched.path);
    }
    await this.documents.open(fetched.path, factory);
  }

  private openAddress(url: string | null): void {
    if (url === null || !openPage(url)) {
      notices.info(this.trans.__('This material has no web address that can be opened.'));
    }
  }
}
