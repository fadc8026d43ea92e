import { describe, expect, it } from 'vitest';

import { assignmentState, score } from '../src/logic/assignment-state';
import { assignment, HOSTILE, local, submission } from './samples';
import { trans } from './trans';

const NOW = new Date('2026-11-21T10:02:10Z');

function words(given: Parameters<typeof local>[0]): string {
  return assignmentState(local(given), NOW, trans, 'en').words;
}

function afterwards(given: Parameters<typeof submission>[0]): string {
  return words({ assignment: assignment({ latest: submission(given) }), path: 'ppo101/ps1' });
}

describe('the state of an assignment in words', () => {
  it('tells what is not released from what is not fetched', () => {
    expect(words({ assignment: assignment({ version: null }) })).toBe('Not released yet');
    expect(words({})).toBe('Not fetched');
  });

  it('tells an untouched copy from a changed one', () => {
    expect(words({ path: 'ppo101/ps1' })).toBe('Fetched');
    expect(words({ path: 'ppo101/ps1', changed: true })).toBe('Changed since fetch, not submitted');
  });

  it('says when it was submitted while it waits', () => {
    expect(afterwards({ status: 'queued' })).toBe('Submitted 2 min. ago, queued for grading');
    expect(afterwards({ status: 'running' })).toBe('Being graded');
  });

  it('says what keeps the graders, where more than its place does', () => {
    const waits_for = 'Waiting: no Docker engine answers.';
    const queue = { position: 3, estimated_seconds: null, waits_for };
    expect(afterwards({ status: 'queued', queue })).toBe(waits_for);
  });

  it('shows the score, and whether there is feedback', () => {
    expect(afterwards({ status: 'graded', score: 8 })).toBe('Graded 8/10');
    expect(afterwards({ status: 'graded', score: 8, feedback_released: true })).toBe('Graded 8/10, feedback ready');
  });

  it('shows what the tests gave while a person has still to grade', () => {
    expect(afterwards({ status: 'needs_manual_grade', score: 6 })).toBe('Waiting for manual grading (6/10 so far)');
    expect(afterwards({ status: 'needs_manual_grade' })).toBe('Waiting for manual grading');
  });

  it('says why grading failed, in the words as they came', () => {
    expect(afterwards({ status: 'failed', reason: HOSTILE })).toBe(`Grading failed: ${HOSTILE}`);
    expect(afterwards({ status: 'failed' })).toBe('Grading failed: no reason was given');
  });

  it('lets the submission say more than the files', () => {
    const given = { changed: true, path: 'ps1', assignment: assignment({ latest: submission({ status: 'running' }) }) };
    expect(words(given)).toBe('Being graded');
  });
});

describe('a score', () => {
  it('has two decimals at most', () => {
    expect(score(submission({ score: 2 / 3, max_score: 1 }))).toBe('0.67/1');
    expect(score(submission({ score: null, max_score: null }))).toBe('–');
  });
});
