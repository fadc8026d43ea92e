import type { CourseDetail, Material } from '../api/types';
import type { LocalAssignment } from '../api/workspace';
import { materialsOf } from '../logic/course-progress';

/** The course, by slug, in whose folder a file lies; null for a file in no folder. */
export function courseOf(path: string): string | null {
  const [slug, ...rest] = path.split('/');
  return slug && rest.length > 0 ? slug : null;
}

/** The material that a file is, or that the assignment is in whose folder it lies; null for one's own files. */
export function materialAt(course: CourseDetail, path: string): Material | null {
  const rest = path.slice(course.slug.length + 1);
  const found = materialsOf(course).find(
    ({ filename, assignment }) => filename === rest || (assignment !== null && rest.startsWith(`${assignment}/`))
  );
  return found ?? null;
}

/** The assignment in whose folder a file lies. */
export function assignmentAt(items: readonly LocalAssignment[], path: string): LocalAssignment | null {
  return items.find(local => local.path !== null && path.startsWith(`${local.path}/`)) ?? null;
}
