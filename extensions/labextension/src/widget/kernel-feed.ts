import type { AnyModel } from '@anywidget/types';

import type { RunEvent } from '../chart';

interface EventsMessage {
  readonly type: 'events';
  readonly events: readonly RunEvent[];
}

/**
 * A run's events by way of the kernel, for where no service has them.
 *
 * The kernel sends on its own; what was sent before this view was there is asked for. A busy kernel answers late, so
 * events that come before their turn are kept until it does.
 */
export class KernelFeed {
  constructor(
    private readonly model: AnyModel,
    private readonly onEvents: (events: readonly RunEvent[]) => void
  ) {
    model.on('msg:custom', this.receive);
    model.send({ type: 'replay', from: 0 });
  }

  private next = 0;
  private readonly early = new Map<number, RunEvent>();

  close(): void {
    this.model.off('msg:custom', this.receive);
  }

  private readonly receive = (message: unknown): void => {
    if (!isEvents(message)) {
      return;
    }
    for (const event of message.events) {
      if (event.sequence >= this.next) {
        this.early.set(event.sequence, event);
      }
    }
    const ready: RunEvent[] = [];
    for (let event = this.early.get(this.next); event !== undefined; event = this.early.get(this.next)) {
      ready.push(event);
      this.early.delete(this.next);
      this.next += 1;
    }
    this.onEvents(ready);
  };
}

function isEvents(message: unknown): message is EventsMessage {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'events';
}
