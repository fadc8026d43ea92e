import type { AcademyApi } from '../api/api';
import type { CourseDetail, Material, Thread } from '../api/types';
import { courseOf, materialAt } from '../logic/places';
import type { CourseModel } from '../model/course-model';
import { whole } from '../model/pages';

/** The material that a notebook is, with the course that it belongs to. */
export interface NotebookMaterial {
  course: CourseDetail;
  material: Material;
}

/** What is written in the forum about the notebook in front. */
export class NotebookThreads {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel
  ) {}

  /** The material that a file is; null for one's own files, and for courses that are not one's own. */
  async materialOf(path: string): Promise<NotebookMaterial | null> {
    const slug = courseOf(path);
    const course = slug === null ? null : await this.course(slug);
    const material = course && materialAt(course, path);
    return course && material ? { course, material } : null;
  }

  /** How many threads there are about each cell. */
  async counts({ course, material }: NotebookMaterial): Promise<Map<string, number>> {
    const { items } = await whole(page => this.api.courseThreads(course.slug, { material_id: material.id, page }));
    const counts = new Map<string, number>();
    items.forEach(({ cell_id }: Thread) => cell_id !== null && counts.set(cell_id, (counts.get(cell_id) ?? 0) + 1));
    return counts;
  }

  private async course(slug: string): Promise<CourseDetail | null> {
    const shown = this.model.open.value;
    if (shown?.slug === slug && shown.detail.value.data) {
      return shown.detail.value.data;
    }
    // Any folder may bear any name: only the person's own courses are asked for.
    await this.model.courses.ensure();
    const isMine = this.model.courses.value.data?.mine.some(course => course.slug === slug) ?? false;
    return isMine ? this.api.course(slug) : null;
  }
}
