import type { Cell } from '@jupyterlab/cells';
import { describe, expect, it } from 'vitest';

import { cellQuestion } from '../src/logic/cell-question';
import { nextDeadline } from '../src/logic/deadlines';
import { materialState } from '../src/logic/material-state';
import { assignmentAt, courseOf, materialAt } from '../src/logic/places';
import { askedCell } from '../src/notebook/asked-cell';
import { assignment, course, local, material, submission } from './samples';
import { trans } from './trans';

const ERROR = { output_type: 'error', ename: 'NameError', evalue: "name 'x' is not defined", traceback: ['secret'] };

/** The part of a cell that is looked at. */
function cell(source: string, nbgrader?: object): Cell {
  const model = {
    type: 'code',
    getMetadata: () => nbgrader,
    sharedModel: { getSource: () => source },
    outputs: { toJSON: () => [ERROR] }
  };
  return { model } as unknown as Cell;
}

describe('a question about a cell', () => {
  const asked = (one: Cell, inAssignment: boolean): string =>
    cellQuestion(askedCell(one, 'python', inAssignment), trans);

  it('has the code and the error, and nothing of a traceback, which quotes other code', () => {
    expect(asked(cell('print(x)'), false)).toBe(
      "```python\nprint(x)\n```\n\n```text\nNameError: name 'x' is not defined\n```\n\n"
    );
  });

  it.each([
    ['a solution', { solution: true, grade_id: 'returns' }, false],
    ['a solution that is marked', { solution: true, grade: true, grade_id: 'returns' }, true],
    ["a student's own cell in an assignment", undefined, true]
  ])('leaves out the code of %s', (_, nbgrader, inAssignment) => {
    const text = asked(cell('my = "solution"', nbgrader), inAssignment);
    expect(text).not.toContain('solution');
    expect(text).toContain('NameError');
  });

  it('shows the tests that came with an assignment', () => {
    expect(asked(cell('assert f(1) == 2', { grade: true, grade_id: 'test_f' }), true)).toMatch(
      /^About `test_f`:\n\n```python\nassert/
    );
  });

  it('cannot be left by what it quotes', () => {
    const asking = { gradeId: null, source: 'a\n```\n<b>', language: 'python', error: null };
    expect(cellQuestion(asking, trans)).toBe('````python\na\n```\n<b>\n````\n\n');
  });
});

describe('a file', () => {
  const ps1 = { ...material('ps1', 0), type: 'assignment' as const, filename: null, assignment: 'ps1' };
  const detail = course(material('lesson', 0), ps1);

  it('belongs to the course in whose folder it lies, and is its material', () => {
    expect([courseOf('ppo101/lesson.ipynb'), courseOf('own.ipynb')]).toEqual(['ppo101', null]);
    expect(materialAt(detail, 'ppo101/lesson.ipynb')?.id).toBe('lesson');
    expect(materialAt(detail, 'ppo101/ps1/ps1.ipynb')?.id).toBe('ps1');
    expect(materialAt(detail, 'ppo101/ps10/ps1.ipynb')).toBeNull();
  });

  it('is of the assignment that was fetched there', () => {
    const items = [local({ path: 'ppo101/ps1' })];
    expect(assignmentAt(items, 'ppo101/ps1/ps1.ipynb')).toBe(items[0]);
    expect(assignmentAt(items, 'ppo101/ps10/ps1.ipynb')).toBeNull();
  });

  it('is locked while its assignment is not released, and then says when it is due and what became of it', () => {
    const now = new Date('2026-11-21T10:00:00Z');
    const state = (...items: Parameters<typeof local>[0][]) => materialState(ps1, items.map(local), now, trans, 'en');
    expect(materialState(ps1, null, now, trans).locked).toBeNull();
    expect(state().locked).toMatch(/not released/);
    expect(state({ assignment: assignment({ effective_due_at: '2026-11-22T10:00:00Z' }) }).state).toMatchObject({
      tone: 'warn'
    });
    const latest = submission({ status: 'graded', score: 8 });
    expect(state({ assignment: assignment({ latest }) }).state?.words).toBe('Graded 8/10');
  });
});

describe('the next deadline', () => {
  const due = (slug: string, due_at: string) => ({
    course_slug: slug,
    course_title: slug,
    assignment: 'ps1',
    title: 'One',
    due_at
  });
  const all = [due('a', '2026-11-21T10:00:00Z'), due('b', '2026-11-22T10:00:00Z'), due('a', '2026-11-23T10:00:00Z')];

  it('is the soonest that is to come, of all courses or of one', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect([nextDeadline(all, now), nextDeadline(all, now, 'a'), nextDeadline(null, now)]).toEqual([
      all[1],
      all[2],
      null
    ]);
    expect(nextDeadline(all, new Date('2026-12-01T00:00:00Z'))).toBeNull();
  });
});
