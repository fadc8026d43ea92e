import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** A value that tells when it is replaced. Values are never changed in place, so that views may compare by identity. */
export class Observable<T> {
  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  get changed(): ISignal<this, void> {
    return this.signal;
  }

  set(value: T): void {
    if (value !== this.current) {
      this.current = value;
      this.signal.emit();
    }
  }

  private readonly signal = new Signal<this, void>(this);
}
