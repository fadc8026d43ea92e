import { asAcademyError } from '../api/errors';
import type { AcademyError } from '../api/errors';
import type { Answer, Answers } from '../api/types';
import { backOffMs } from '../logic/backoff';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed';

export interface AutosaveOptions {
  send: (answers: Answers) => Promise<unknown>;
  onState: (state: SaveState, reason: string) => void;
  /** The service wants no more answers: the attempt was closed. */
  onClosed: () => void;
}

const DELAY_MS = 600;
const CONFLICT = 409;

/** Sends answers a moment after they were given, those of a moment together, until the service has them. */
export class Autosave {
  constructor(private readonly options: AutosaveOptions) {}

  set(question: string, answer: Answer): void {
    this.pending[question] = answer;
    this.options.onState('waiting', '');
    this.failures = 0;
    this.schedule(DELAY_MS);
  }

  /** What was not saved yet, for who hands in: nothing is sent any more. */
  take(): Answers {
    this.close();
    return { ...this.sent, ...this.pending };
  }

  /** Goes on after a hand-in that failed, with what it should have brought. */
  resume(answers: Answers): void {
    this.closed = false;
    this.pending = { ...answers, ...this.pending };
    this.schedule(DELAY_MS);
  }

  /** Sends at once what waits. */
  flush(): void {
    if (Object.keys(this.pending).length > 0) {
      this.schedule(0);
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(afterMs: number): void {
    clearTimeout(this.timer);
    if (!this.closed) {
      this.timer = setTimeout(() => void this.send(), afterMs);
    }
  }

  private async send(): Promise<void> {
    if (this.busy || Object.keys(this.pending).length === 0) {
      return; // who is busy looks again afterwards
    }
    this.busy = true;
    [this.sent, this.pending] = [this.pending, {}];
    this.options.onState('saving', '');
    try {
      await this.options.send(this.sent);
      this.failures = 0;
      this.settle();
    } catch (reason) {
      this.pending = { ...this.sent, ...this.pending };
      this.fail(asAcademyError(reason));
    } finally {
      this.sent = {};
      this.busy = false;
    }
  }

  private settle(): void {
    if (Object.keys(this.pending).length > 0) {
      this.schedule(DELAY_MS);
    } else if (!this.closed) {
      this.options.onState('saved', '');
    }
  }

  private fail(error: AcademyError): void {
    if (this.closed) {
      return;
    }
    if (error.status === CONFLICT) {
      this.close();
      this.options.onClosed();
      return;
    }
    this.options.onState('failed', error.text);
    if (error.unreachable) {
      this.schedule(backOffMs(this.failures++));
    }
  }

  private pending: Answers = {};
  private sent: Answers = {};
  private busy = false;
  private closed = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
}
