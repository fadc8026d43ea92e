import type { Course, CourseDetail, Material, Progress, Section } from '../api/types';

/** Pure arithmetic of progress: the panel shows a mark at once, before the service has confirmed it. */

export function materialsOf(course: CourseDetail): Material[] {
  return course.sections.flatMap(section => section.materials);
}

export function isDone(material: Material): boolean {
  return (material.percentage ?? 0) >= 100;
}

/** The first material that is not done yet, null when all are. */
export function nextMaterial(course: CourseDetail): Material | null {
  return materialsOf(course).find(material => !isDone(material)) ?? null;
}

export function mean(materials: readonly Material[]): number {
  const sum = materials.reduce((total, material) => total + (material.percentage ?? 0), 0);
  return materials.length === 0 ? 0 : sum / materials.length;
}

/** The courses, by slug, on which one builds and that the person has not completed. */
export function missingPrerequisites(course: Course, mine: readonly Course[]): string[] {
  const completed = new Set(mine.filter(({ percentage }) => (percentage ?? 0) >= 100).map(({ slug }) => slug));
  return course.prerequisites.filter(slug => !completed.has(slug));
}

/** Minutes of what is not done yet. */
export function minutesLeft(course: CourseDetail): number {
  return materialsOf(course)
    .filter(material => !isDone(material))
    .reduce((total, material) => total + (material.minutes ?? 0), 0);
}

/** The course as it is once `materialId` stands at `percentage`; a percentage never falls. */
export function withMark(course: CourseDetail, materialId: string, percentage: number): CourseDetail {
  const marked = mapMaterials(course, material =>
    material.id === materialId ? { ...material, percentage: Math.max(material.percentage ?? 0, percentage) } : material
  );
  return { ...marked, percentage: mean(materialsOf(marked)) };
}

/** The course with what the service knows about the caller's progress. */
export function withProgress(course: CourseDetail, progress: Progress): CourseDetail {
  const known = new Map(progress.materials.map(mark => [mark.material_id, mark.percentage]));
  const updated = mapMaterials(course, material => ({ ...material, percentage: known.get(material.id) ?? 0 }));
  return { ...updated, percentage: progress.percentage };
}

function mapMaterials(course: CourseDetail, change: (material: Material) => Material): CourseDetail {
  const sections = course.sections.map((section): Section => ({
    ...section,
    materials: section.materials.map(change)
  }));
  return { ...course, sections };
}
