/**
 * The wire shapes, with the names that `nbacademy.protocol` gives them.
 *
 * Times are RFC 3339 text in UTC; ids are UUIDs.
 */

export type PlatformRole = 'student' | 'educator' | 'moderator' | 'guardian' | 'admin';
export type CourseRole = 'student' | 'assistant' | 'instructor';
export type Difficulty = 'beginner' | 'intermediate' | 'advanced';
export type MaterialType = 'notebook' | 'markdown' | 'pdf' | 'video' | 'link' | 'quiz' | 'assignment' | 'training';
export type SubmissionStatus = 'queued' | 'running' | 'graded' | 'needs_manual_grade' | 'failed';
export type RunStatus = 'starting' | 'running' | 'finished' | 'stopped' | 'failed' | 'lost';
export type FeedbackRelease = 'immediately' | 'on_release';
export type CellKind = 'auto' | 'manual';

export interface Page<Item> {
  items: Item[];
  page: number;
  limit: number;
  total: number;
}

export interface Person {
  id: string;
  name: string;
}

export interface Me {
  id: string;
  username: string;
  name: string;
  email: string | null;
  role: PlatformRole;
  can: ('learn' | 'grade')[];
  created_at: string;
}

export interface Course {
  id: string;
  slug: string;
  title: string;
  description: string;
  difficulty: Difficulty;
  tags: string[];
  prerequisites: string[];
  published: boolean;
  role: CourseRole | null;
  enrollment_id: string | null;
  percentage: number | null;
  created_at: string;
  updated_at: string;
}

export interface Material {
  id: string;
  key: string;
  title: string;
  type: MaterialType;
  position: number;
  minutes: number | null;
  filename: string | null;
  sha256: string | null;
  url: string | null;
  assignment: string | null;
  percentage: number | null;
}

export interface Section {
  id: string;
  key: string;
  title: string;
  position: number;
  materials: Material[];
}

export interface CourseDetail extends Course {
  sections: Section[];
}

export interface Progress {
  course_id: string;
  percentage: number;
  sections: { section_id: string; percentage: number }[];
  materials: { material_id: string; percentage: number; updated_at: string }[];
}

export interface CellScore {
  notebook: string;
  grade_id: string;
  kind: CellKind;
  score: number;
  max_score: number;
  note: string;
}

export interface Submission {
  id: string;
  course_slug: string;
  assignment: string;
  user: Person;
  version: number;
  submitted_at: string;
  late_seconds: number;
  sha256: string;
  size_bytes: number;
  files: string[];
  status: SubmissionStatus;
  reason: string | null;
  score: number | null;
  max_score: number | null;
  graded_at: string | null;
  feedback_released: boolean;
  cells: CellScore[];
  log: string[];
}

export interface Assignment {
  id: string;
  course_slug: string;
  name: string;
  title: string;
  due_at: string | null;
  feedback: FeedbackRelease;
  version: number | null;
  source_version: number | null;
  max_score: number | null;
  notebooks: string[];
  submissions: number;
  latest: Submission | null;
}

export interface SourceCell {
  notebook: string;
  grade_id: string;
  kind: CellKind;
  points: number;
  has_hidden_tests: boolean;
}

export interface SourceVersion {
  course_slug: string;
  assignment: string;
  version: number;
  sha256: string;
  created_at: string;
  released: boolean;
  max_score: number;
  notebooks: string[];
  cells: SourceCell[];
}

export interface Category {
  id: string;
  course_slug: string;
  title: string;
  description: string;
  position: number;
  threads: number;
}

export interface Thread {
  id: string;
  category_id: string;
  course_slug: string;
  title: string;
  author: Person;
  material_id: string | null;
  posts: number;
  solved: boolean;
  locked: boolean;
  pinned: boolean;
  created_at: string;
  updated_at: string;
}

export interface Post {
  id: string;
  thread_id: string;
  parent_id: string | null;
  author: Person;
  body: string;
  /** Rendered and sanitised by the service: the only form to put into a page. */
  html: string;
  created_at: string;
  edited_at: string | null;
  is_solution: boolean;
}

export interface ThreadDetail extends Thread, Page<Post> {}

export interface Run {
  id: string;
  course_slug: string | null;
  user: Person;
  name: string;
  algorithm: string;
  environment: string;
  total_timesteps: number;
  seed: number | null;
  status: RunStatus;
  reason: string | null;
  stop_requested: boolean;
  step: number;
  next_sequence: number;
  metrics: string[];
  evaluation: { mean_reward: number; std_reward: number; episodes: number } | null;
  created_at: string;
  started_at: string | null;
  updated_at: string;
  ended_at: string | null;
}
