import { hasEnded, parseFrame } from './event';
import type { RunEvent, RunFrame, RunInfo } from './event';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** `unavailable`: no connection ever opened, and no further attempt is made. */
export type StreamState = 'connecting' | 'live' | 'waiting' | 'ended' | 'unavailable';

export interface RunStreamOptions {
  /** The WebSocket address of the run's stream; `from` is added to its query. */
  readonly url: string;
  /** The first sequence number wanted; 0 by default. */
  readonly from?: number;
  /** How many attempts may fail before any has opened; without end by default. */
  readonly attempts?: number;
  readonly onEvents: (events: readonly RunEvent[]) => void;
  readonly onRun?: (run: RunInfo) => void;
  readonly onState?: (state: StreamState) => void;
}

/** Follows a run: all that was from a sequence number on, then what comes, each event once and in order, for ever. */
export class RunStream {
  constructor(private readonly options: RunStreamOptions) {
    this.next = options.from ?? 0;
    this.connect();
  }

  private next: number;
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private wait = FIRST_WAIT;
  private failures = 0;
  private everOpened = false;
  private runEnded = false;
  private closed = false;

  /** Ends following; nothing is called any more. */
  close(): void {
    this.closed = true;
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
    this.socket?.close();
  }

  private connect(): void {
    this.timer = null;
    const url = new URL(this.options.url, window.location.href);
    url.searchParams.set('from', String(this.next));
    this.tell('connecting');
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = message => this.receive(socket, String(message.data));
    socket.onclose = closing => this.lost(closing);
  }

  private opened(): void {
    this.everOpened = true;
    this.failures = 0;
    this.tell('live');
  }

  private receive(socket: WebSocket, text: string): void {
    const frame = parseFrame(text);
    if (this.closed || socket !== this.socket || frame === null) {
      return;
    }
    this.wait = FIRST_WAIT;
    if (!this.take(frame)) {
      // Something between is missing: ask again from there.
      socket.close();
    }
  }

  /** False on a gap. */
  private take(frame: RunFrame): boolean {
    if (frame.type === 'run') {
      this.runEnded = hasEnded(frame.run.status);
      this.options.onRun?.(frame.run);
      return true;
    }
    const fresh = frame.events.filter(event => event.sequence >= this.next);
    const [first, last] = [fresh[0], fresh.at(-1)];
    if (first === undefined || last === undefined) {
      return true;
    }
    if (first.sequence !== this.next) {
      return false;
    }
    this.next = last.sequence + 1;
    this.options.onEvents(fresh);
    return true;
  }

  private lost(closing: CloseEvent): void {
    if (this.closed) {
      return;
    }
    if (this.runEnded && closing.code === 1000) {
      this.tell('ended');
      return;
    }
    this.failures += 1;
    if (!this.everOpened && this.failures >= (this.options.attempts ?? Infinity)) {
      this.tell('unavailable');
      return;
    }
    this.tell('waiting');
    // Spread out, so that all watchers of a service that comes back do not come at once.
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
  }

  private tell(state: StreamState): void {
    if (!this.closed) {
      this.options.onState?.(state);
    }
  }
}
