import type { Assignment, CourseDetail, Material, Run, Submission } from '../src/api/types';
import type { LocalAssignment } from '../src/api/workspace';

/** Shapes as the service sends them, with what a test says otherwise. */

export const HOSTILE = `testuser<'&">`;

export function submission(otherwise: Partial<Submission> = {}): Submission {
  return {
    id: 'submission-1',
    course_slug: 'ppo101',
    assignment: 'ps1',
    user: { id: 'user-1', name: HOSTILE },
    version: 1,
    submitted_at: '2026-11-21T10:00:00Z',
    late_seconds: 0,
    sha256: 'a'.repeat(64),
    size_bytes: 1000,
    files: ['ps1.ipynb'],
    status: 'queued',
    reason: null,
    score: null,
    max_score: 10,
    graded_at: null,
    feedback_released: false,
    queue: null,
    receipt: [],
    cells: [],
    log: [],
    evidence: null,
    ...otherwise
  };
}

export function assignment(otherwise: Partial<Assignment> = {}): Assignment {
  return {
    id: 'assignment-1',
    course_slug: 'ppo101',
    name: 'ps1',
    title: 'Problem set 1',
    due_at: null,
    feedback: 'immediately',
    version: 1,
    source_version: null,
    max_score: 10,
    notebooks: ['ps1'],
    submissions: 0,
    latest: null,
    late_policy: 'none',
    late_percent_per_day: 0,
    late_floor_percent: 0,
    attempts_limit: null,
    minutes_allowed: null,
    effective_due_at: null,
    closes_at: null,
    seconds_left: null,
    fetched_at: null,
    attempts_left: null,
    grace_days_left: null,
    settings: null,
    ...otherwise
  };
}

export function local(otherwise: Partial<LocalAssignment> = {}): LocalAssignment {
  return { assignment: assignment(), path: null, fetched_version: null, changed: false, ...otherwise };
}

export function material(id: string, percentage: number | null, minutes: number | null = 10): Material {
  return {
    id,
    key: id,
    title: id,
    type: 'notebook',
    position: 1,
    minutes,
    filename: `${id}.ipynb`,
    sha256: null,
    url: null,
    assignment: null,
    percentage
  };
}

export function course(...materials: Material[]): CourseDetail {
  return {
    id: 'course-1',
    slug: 'ppo101',
    title: 'PPO',
    description: '',
    difficulty: 'beginner',
    tags: [],
    prerequisites: [],
    published: true,
    role: 'student',
    enrollment_id: 'enrollment-1',
    percentage: 0,
    created_at: '2026-11-01T10:00:00Z',
    updated_at: '2026-11-01T10:00:00Z',
    sections: [{ id: 'section-1', key: 'one', title: 'One', position: 1, materials }]
  };
}

export function run(otherwise: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    course_slug: 'ppo101',
    user: { id: 'user-1', name: HOSTILE },
    name: 'First try',
    algorithm: 'PPO',
    environment: 'CartPole-v1',
    hyperparameters: {},
    where: 'notebook',
    epoch: 1,
    total_timesteps: 50_000,
    seed: 0,
    status: 'running',
    reason: null,
    stop_requested: false,
    step: 12_500,
    next_sequence: 10,
    metrics: [],
    evaluation: null,
    created_at: '2026-11-21T10:00:00Z',
    started_at: null,
    updated_at: '2026-11-21T10:00:00Z',
    ended_at: null,
    ...otherwise
  };
}
