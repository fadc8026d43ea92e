import { describe, expect, it } from 'vitest';

import { sourceFolder, sourceOf } from '../src/logic/source-path';

describe('the source of an assignment', () => {
  it('is known by where nbgrader has it, and so are its files', () => {
    const ps1 = { course: 'ppo101', assignment: 'ps1' };
    for (const path of ['ppo101/source/ps1', 'ppo101/source/ps1/ps1.ipynb', 'RTC:ppo101/source/ps1/data/a.csv']) {
      expect(sourceOf(path)).toEqual(ps1);
    }
    expect(sourceOf(sourceFolder(ps1))).toEqual(ps1);
  });

  it('is nowhere else', () => {
    for (const path of [
      '',
      'ppo101',
      'ppo101/source',
      'ppo101/source/',
      'ppo101/ps1/ps1.ipynb',
      'a/ppo101/source/ps1'
    ]) {
      expect(sourceOf(path)).toBeNull();
    }
  });
});
