import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { EventSourceMessage } from 'eventsource-parser';
import { createParser } from 'eventsource-parser';

import { backOffMs } from '../logic/backoff';
import { Observable } from '../model/observable';
import type { Notification } from './types';

/** Asks for the events after an id; '' stands for those that come from now on. */
export type Connect = (lastEventId: string, signal: AbortSignal) => Promise<Response>;

/**
 * The one connection by which the service tells what happens; everything that shows something listens here.
 *
 * It is made anew as often as it ends, and goes on where it ended: nothing in between is lost. The browser's own
 * EventSource gives up at the first answer that is an error, as from a service that is being restarted.
 */
export class EventStream implements IDisposable {
  constructor(private readonly connect: Connect) {}

  /** Whether the service can be reached; null before that is known. */
  readonly connected = new Observable<boolean | null>(null);

  /** The connection stands, for the first time or again: what is shown may be old. With the number of unread ones. */
  get opened(): ISignal<this, number> {
    return this.openedSignal;
  }

  get notified(): ISignal<this, Notification> {
    return this.notifiedSignal;
  }

  /** Something of the person's is not what it was: what is shown is to be looked at again. */
  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Listens until it is disposed of. */
  async listen(): Promise<void> {
    for (let failures = 0; !this.isDisposed;) {
      const stood = await this.hear();
      failures = stood ? 0 : failures + 1;
      await this.pause(backOffMs(failures));
    }
  }

  get isDisposed(): boolean {
    return this.abort.signal.aborted;
  }

  dispose(): void {
    this.abort.abort();
    Signal.clearData(this);
  }

  /** Hears one connection to its end; whether there was one. */
  private async hear(): Promise<boolean> {
    let stood = false;
    try {
      const response = await this.connect(this.lastId, this.abort.signal);
      stood = true;
      this.connected.set(true);
      await this.read(response);
    } catch {
      // Refused, or broken off: either way it is tried again, and `connected` tells whoever shows that.
    }
    if (!stood) {
      this.connected.set(false);
    }
    return stood;
  }

  private async read({ body }: Response): Promise<void> {
    const parser = createParser({ onEvent: event => this.take(event) });
    const decoder = new TextDecoder();
    const reader = body?.getReader();
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      parser.feed(decoder.decode(piece.value, { stream: true }));
    }
  }

  private take({ id, event, data }: EventSourceMessage): void {
    this.lastId = id ?? this.lastId;
    if (event === 'open') {
      this.openedSignal.emit((JSON.parse(data) as { unread: number }).unread);
    } else if (event === 'notification') {
      this.notifiedSignal.emit(JSON.parse(data) as Notification);
    } else if (event === 'changed') {
      this.changedSignal.emit();
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.abort.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private readonly abort = new AbortController();
  private readonly openedSignal = new Signal<this, number>(this);
  private readonly notifiedSignal = new Signal<this, Notification>(this);
  private readonly changedSignal = new Signal<this, void>(this);
  private lastId = '';
}
