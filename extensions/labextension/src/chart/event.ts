/** A training run's events and stream frames, as the service sends them (protocol/training.py is the source). */

export type RunStatus = 'starting' | 'running' | 'finished' | 'stopped' | 'failed' | 'lost';

/** What a chart shows: a pause is known from the events alone. */
export type ShownStatus = RunStatus | 'paused';

/** What a run can be asked for while it goes on. */
export type Wish = 'stop' | 'pause' | 'resume' | 'checkpoint';

export interface RunEvent {
  readonly sequence: number;
  readonly step: number;
  /** Since the run's start. */
  readonly seconds: number;
  readonly kind: 'metrics' | 'episode' | 'evaluation' | 'status' | 'log' | 'artifact';
  readonly values: Readonly<Record<string, number | null>>;
  readonly status?: 'started' | 'paused' | 'resumed' | 'finished' | 'stopped' | 'failed' | null;
  readonly text?: string;
}

export interface RunInfo {
  readonly id: string;
  readonly name: string;
  readonly algorithm: string;
  readonly environment: string;
  readonly total_timesteps: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly step: number;
}

export type RunFrame =
  { readonly type: 'run'; readonly run: RunInfo } | { readonly type: 'events'; readonly events: readonly RunEvent[] };

const ENDED: ReadonlySet<string> = new Set(['finished', 'stopped', 'failed']);

/** Whether nothing can come any more. */
export function hasEnded(status: ShownStatus): boolean {
  return ENDED.has(status);
}

/** A frame's content, or null for what is none: a newer service may send kinds that are not known here. */
export function parseFrame(text: string): RunFrame | null {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('type' in value)) {
    return null;
  }
  const known = (value.type === 'run' && 'run' in value) || (value.type === 'events' && 'events' in value);
  return known ? (value as RunFrame) : null;
}
