import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { AcademyApi } from '../src/api/api';
import { AcademyError } from '../src/api/errors';
import type { Submission } from '../src/api/types';
import { AssignmentsModel } from '../src/model/assignments-model';
import { OpenCourse } from '../src/model/open-course';
import { Resource } from '../src/model/resource';
import { assignment, course, local, material, submission } from './samples';

const AWAY = new AcademyError('away', 503, 'PLATFORM_UNAVAILABLE');

describe('a resource', () => {
  it('keeps its last state when asking again fails', async () => {
    const load = vi.fn<() => Promise<number>>().mockResolvedValueOnce(1).mockRejectedValueOnce(AWAY);
    const resource = new Resource(load);
    await resource.refresh();
    await resource.refresh();
    expect(resource.value.data).toBe(1);
    expect(resource.value.error?.unreachable).toBe(true);
  });

  it('lets the newest question win', async () => {
    const answers: ((value: string) => void)[] = [];
    const resource = new Resource(() => new Promise<string>(resolve => answers.push(resolve)));
    const both = [resource.refresh(), resource.refresh()];
    answers[1]?.('new');
    answers[0]?.('old');
    await Promise.all(both);
    expect(resource.value.data).toBe('new');
  });

  it('is asked again only when it is too old', async () => {
    const load = vi.fn(() => Promise.resolve(1));
    const resource = new Resource(load);
    await resource.ensure();
    await resource.ensure(60_000);
    expect(load).toHaveBeenCalledTimes(1);
    await resource.ensure(-1);
    expect(load).toHaveBeenCalledTimes(2);
  });
});

/** The part of the API that a test needs. */
function fake(api: Partial<AcademyApi>): AcademyApi {
  return api as AcademyApi;
}

describe('marking a material as done', () => {
  const opened = async (markProgress: AcademyApi['markProgress']): Promise<OpenCourse> => {
    const progress = { course_id: 'course-1', percentage: 50, sections: [], materials: [] };
    const api = fake({
      course: () => Promise.resolve(course(material('a', 0), material('b', 0))),
      markProgress,
      progress: () => Promise.resolve(progress)
    });
    const open = new OpenCourse(api, 'ppo101');
    await open.detail.refresh();
    return open;
  };

  it('shows before the service has answered', async () => {
    const open = await opened(() => new Promise(() => undefined));
    void open.markDone(material('a', 0));
    expect(open.detail.value.data?.percentage).toBe(50);
  });

  it('is taken back when the service refuses', async () => {
    const open = await opened(() => Promise.reject(AWAY));
    await expect(open.markDone(material('a', 0))).rejects.toBe(AWAY);
    expect(open.detail.value.data?.percentage).toBe(0);
  });
});

describe('a submission that is being graded', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const watching = async (answers: (Submission | Error)[]) => {
    const look = vi.fn((): Promise<Submission> => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? submission());
    });
    const items = [local({ assignment: assignment({ latest: submission() }), path: 'ppo101/ps1' })];
    const model = new AssignmentsModel(
      fake({ assignments: () => Promise.resolve({ items }), submission: look }),
      'ppo101'
    );
    await model.list.refresh();
    return { model, look };
  };

  it('is looked at less and less often, until it ends', async () => {
    const graded = submission({ status: 'graded', score: 8 });
    const { model, look } = await watching([submission(), submission({ status: 'running' }), graded]);
    const told: Submission[] = [];
    model.graded.connect((_, ended) => void told.push(ended));
    await vi.advanceTimersByTimeAsync(1000);
    expect(look).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(look).toHaveBeenCalledTimes(3);
    expect(told).toEqual([graded]);
    expect(model.list.value.data?.[0]?.assignment.latest).toEqual(graded);
  });

  it('is watched on while the service is away', async () => {
    const { model, look } = await watching([AWAY, AWAY, submission({ status: 'graded' })]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(look).toHaveBeenCalledTimes(3);
    expect(model.list.value.data?.[0]?.assignment.latest?.status).toBe('graded');
  });

  it('is left alone when the course is closed', async () => {
    const { model, look } = await watching([submission()]);
    model.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(look).not.toHaveBeenCalled();
  });
});
