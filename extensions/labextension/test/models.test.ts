import type { IStateDB } from '@jupyterlab/statedb';
import { describe, expect, it, vi } from 'vitest';

import type { AcademyApi } from '../src/api/api';
import { AcademyError } from '../src/api/errors';
import type { CourseDetail, Notification, Submission } from '../src/api/types';
import { CourseModel } from '../src/model/course-model';
import { keepLast } from '../src/model/keep-last';
import { NotificationsModel } from '../src/model/notifications-model';
import { OpenCourse } from '../src/model/open-course';
import { ProgressMarks } from '../src/model/progress-marks';
import { Resource } from '../src/model/resource';
import { SeenMaterials } from '../src/model/seen-materials';
import { fake, settled, spokenEvents } from './events';
import { assignment, course, HOSTILE, local, material, submission } from './samples';

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

describe('marking a material as done', () => {
  const REFUSED = new AcademyError('no', 403, 'FORBIDDEN');

  const opened = async (markProgress: AcademyApi['markProgress']) => {
    const progress = { course_id: 'course-1', percentage: 50, sections: [], materials: [] };
    const api = fake({
      course: () => Promise.resolve(course(material('a', 0), material('b', 0))),
      markProgress,
      progress: () => Promise.resolve(progress)
    });
    const { events, say } = spokenEvents();
    const marks = new ProgressMarks(api, events);
    const open = new OpenCourse(api, marks, 'ppo101');
    await open.detail.refresh();
    return { open, marks, say };
  };

  it('shows before the service has answered', async () => {
    const { open } = await opened(() => new Promise(() => undefined));
    void open.markDone(material('a', 0));
    expect(open.detail.value.data?.percentage).toBe(50);
  });

  it('is taken back when the service refuses', async () => {
    const { open, marks } = await opened(() => Promise.reject(REFUSED));
    await expect(open.markDone(material('a', 0))).rejects.toBe(REFUSED);
    expect(open.detail.value.data?.percentage).toBe(0);
    expect(marks.waiting.value).toEqual({});
  });

  it('waits while the service is away, and is sent when it is back', async () => {
    const send = vi.fn<AcademyApi['markProgress']>().mockRejectedValueOnce(AWAY).mockResolvedValue(undefined);
    const { open, marks, say } = await opened(send);
    await open.markDone(material('a', 0));
    await open.detail.refresh();
    expect([open.detail.value.data?.percentage, marks.waiting.value]).toEqual([50, { a: 100 }]);
    await say('open', { unread: 0 });
    expect(marks.waiting.value).toEqual({});
    expect(send.mock.calls).toEqual([
      ['a', 100],
      ['a', 100]
    ]);
  });
});

describe('a submission that is being graded', () => {
  it('is looked at again when the service says that something changed, and told of once', async () => {
    const graded = submission({ status: 'graded', score: 8 });
    const answers = [submission(), submission({ status: 'running' }), graded];
    const assignments = vi.fn(() =>
      Promise.resolve({ items: [local({ assignment: assignment({ latest: answers.shift() ?? graded }) })] })
    );
    const { events, say } = spokenEvents();
    const model = new CourseModel(
      fake({
        assignments,
        course: () => Promise.resolve(course()),
        me: () => Promise.reject(AWAY),
        deadlines: () => Promise.resolve([]),
        regradeRequests: () => Promise.reject(AWAY)
      }),
      events
    );
    model.enter('ppo101', 'assignments');
    const told: Submission[] = [];
    model.open.value?.assignments.graded.connect((_, ended) => void told.push(ended));
    await settled();
    for (let change = 0; change < 3; change++) {
      await say('changed', {});
    }
    expect(told).toEqual([graded]);
    expect(model.open.value?.assignments.list.value.data?.[0]?.assignment.latest).toEqual(graded);
    expect(assignments).toHaveBeenCalledTimes(4);
  });
});

describe('what the person is told', () => {
  const told = (number: number, read = false): Notification => ({
    id: `notification-${number}`,
    number,
    kind: 'reply',
    text: HOSTILE,
    resource: 'posts/post-1',
    course_slug: 'ppo101',
    read,
    created_at: '2026-11-21T10:00:00Z'
  });

  it('is counted and listed as it comes, and read up to what was seen', async () => {
    const { events, say } = spokenEvents();
    const readNotifications = vi.fn(() => Promise.resolve(0));
    const page = { items: [told(1, true)], page: 1, limit: 50, total: 1, unread: 0 };
    const model = new NotificationsModel(
      fake({ notifications: () => Promise.resolve(page), readNotifications }),
      events
    );
    await say('open', { unread: 2 });
    expect(model.unread.value).toBe(2);
    await model.list.refresh();
    await say('notification', told(7));
    expect([model.unread.value, model.list.value.data?.items.map(({ number }) => number)]).toEqual([3, [7, 1]]);
    await model.markAllRead();
    expect(readNotifications).toHaveBeenCalledWith(7);
    expect([model.unread.value, model.list.value.data?.items.every(({ read }) => read)]).toEqual([0, true]);
  });
});

describe('the materials of a course', () => {
  const kept: Record<string, unknown> = {};
  const state = {
    fetch: (key: string) => Promise.resolve(kept[key]),
    save: (key: string, value: unknown) => Promise.resolve(void (kept[key] = value))
  } as unknown as IStateDB;

  it('are new when they came after the first visit, until they are opened', async () => {
    const [first, later] = [new SeenMaterials(), new SeenMaterials()];
    await first.remember(state);
    first.visit(course(material('a', 0)));
    await later.remember(state);
    const grown = course(material('a', 0), material('b', 0));
    later.visit(grown);
    expect(grown.sections[0]?.materials.map(each => later.isNew(grown, each))).toEqual([false, true]);
    later.note(grown, material('b', 0));
    expect(later.isNew(grown, material('b', 0))).toBe(false);
  });

  it('are shown as they were, with their age, until the service answers', async () => {
    const detail = course(material('a', 0));
    const first = new Resource(() => Promise.resolve(detail));
    await keepLast(first, state, 'course');
    await first.refresh();
    const later = new Resource<CourseDetail>(() => Promise.reject(AWAY));
    await keepLast(later, state, 'course');
    await later.refresh();
    expect(later.value).toMatchObject({ data: detail, loadedAt: first.value.loadedAt, error: AWAY });
  });
});
