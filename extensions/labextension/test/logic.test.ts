import { describe, expect, it } from 'vitest';

import { backOffMs } from '../src/logic/backoff';
import { materialsOf, minutesLeft, nextMaterial, withMark, withProgress } from '../src/logic/course-progress';
import { HubPages } from '../src/logic/hub-urls';
import { grouped, runShare, runState } from '../src/logic/run-state';
import { gist, withoutColours } from '../src/logic/traceback';
import { course, material, run } from './samples';
import { trans } from './trans';

describe('backing off', () => {
  it('starts at one second, grows, and stops growing at ten', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map(backOffMs);
    expect(waits[0]).toBe(1000);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[6]).toBe(10_000);
  });
});

describe('progress', () => {
  it('moves the ring as soon as a material is marked', () => {
    const marked = withMark(course(material('a', 0), material('b', 0)), 'a', 100);
    expect(marked.percentage).toBe(50);
    expect(nextMaterial(marked)?.id).toBe('b');
  });

  it('never falls', () => {
    const marked = withMark(course(material('a', 100)), 'a', 10);
    expect(materialsOf(marked)[0]?.percentage).toBe(100);
  });

  it("takes the service's own numbers when they come", () => {
    const known = withProgress(course(material('a', 100), material('b', 0)), {
      course_id: 'course-1',
      percentage: 30,
      sections: [],
      materials: [{ material_id: 'b', percentage: 60, updated_at: '2026-11-21T10:00:00Z' }]
    });
    expect(known.percentage).toBe(30);
    expect(materialsOf(known).map(each => each.percentage)).toEqual([0, 60]);
  });

  it('counts the minutes of what is left', () => {
    expect(minutesLeft(course(material('a', 100, 20), material('b', 0, 15), material('c', 0, null)))).toBe(15);
  });
});

describe("the academy's pages", () => {
  it('stand beside the hub', () => {
    expect(new HubPages('/hub/').course('ppo101')).toBe('/services/academy/courses/ppo101');
    expect(new HubPages('/base/hub/').course('a b', 'formgrader')).toBe(
      '/base/services/academy/courses/a%20b/formgrader'
    );
    expect(new HubPages('/hub/', 'https://hub.example').course('x')).toBe(
      'https://hub.example/services/academy/courses/x'
    );
  });

  it('have an address even where there is no hub', () => {
    expect(new HubPages('').course('ppo101')).toBe('/services/academy/courses/ppo101');
  });
});

describe('a training run', () => {
  it('says how far it is', () => {
    expect(runState(run(), trans).words).toBe('Running, 12\u202f500 of 50\u202f000 steps');
    expect(runShare(run())).toBe(0.25);
    expect(grouped(1234567)).toBe('1\u202f234\u202f567');
  });

  it('says that it is stopping, and why it failed', () => {
    expect(runState(run({ stop_requested: true }), trans).words).toMatch(/^Stopping/);
    expect(runState(run({ status: 'failed', reason: 'NaN' }), trans).words).toBe('Failed: NaN');
  });
});

describe('a traceback', () => {
  const coloured = 'Traceback\n\u001b[0;31mAssertionError\u001b[0m: 1.9 is not 2\n';

  it('loses the colours of a terminal', () => {
    expect(withoutColours(coloured)).toBe('Traceback\nAssertionError: 1.9 is not 2');
  });

  it('says in its last line what is wrong', () => {
    expect(gist(coloured)).toBe('AssertionError: 1.9 is not 2');
    expect(gist('\u001b[31mNotImplementedError\u001b[39m: ')).toBe('NotImplementedError');
  });
});
