/** Where nbgrader's course folder has an assignment's source: `<course>/source/<assignment>/…` in the home. */

export interface SourceRef {
  course: string;
  assignment: string;
}

const SOURCE = /^([a-z0-9][a-z0-9-]*)\/source\/([^/]+)(?:\/|$)/;

/** The assignment whose source a file or folder belongs to; null for what is no source. */
export function sourceOf(path: string): SourceRef | null {
  // With real-time collaboration a path has its drive before it.
  const found = SOURCE.exec(path.slice(path.indexOf(':') + 1));
  return found?.[1] && found[2] ? { course: found[1], assignment: found[2] } : null;
}

/** The folder of an assignment's source. */
export function sourceFolder({ course, assignment }: SourceRef): string {
  return `${course}/source/${assignment}`;
}
