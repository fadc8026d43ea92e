import { UUID } from '@lumino/coreutils';

import { asAcademyError } from './errors';

const CONFLICT = 409;

/**
 * Acts that must not count twice, although an answer may get lost on its way: each bears a key by which the service
 * knows it again. Until an answer comes, trying again is the same act.
 */
export class Once {
  /** Does it, and once more where no answer came; `what` says what is one act. */
  async act<T>(what: string, ask: (key: string) => Promise<T>): Promise<T> {
    try {
      return await this.ask(what, ask);
    } catch (reason) {
      if (asAcademyError(reason).status !== 0) {
        throw reason;
      }
      return this.ask(what, ask);
    }
  }

  private async ask<T>(what: string, ask: (key: string) => Promise<T>): Promise<T> {
    const kept = this.unanswered.get(what);
    const key = kept ?? UUID.uuid4();
    this.unanswered.set(what, key);
    try {
      const answer = await ask(key);
      this.unanswered.delete(what);
      return answer;
    } catch (reason) {
      const { status, unreachable } = asAcademyError(reason);
      if (!unreachable) {
        this.unanswered.delete(what);
      }
      // The same key with other content than then: it has become an act of its own.
      if (kept !== undefined && status === CONFLICT) {
        return this.ask(what, ask);
      }
      throw reason;
    }
  }

  private readonly unanswered = new Map<string, string>();
}
