import type { IDisposable } from '@lumino/disposable';

import type { AcademyApi } from '../api/api';
import type { Run, RunStatus } from '../api/types';
import { Resource } from './resource';

const LOOK_AGAIN_MS = 4000;

/** Whether a run may still report something. */
export function isLive(status: RunStatus): boolean {
  return status === 'starting' || status === 'running' || status === 'lost';
}

/** The person's training runs: looked at again only while somebody sees them and one of them goes on. */
export class TrainingModel implements IDisposable {
  constructor(private readonly api: AcademyApi) {
    this.runs = new Resource(async () => (await api.runs()).items);
    this.runs.changed.connect(() => this.schedule());
  }

  readonly runs: Resource<Run[]>;

  /** Says whether the list is on the screen. */
  set visible(visible: boolean) {
    this.isVisible = visible;
    this.schedule();
  }

  async stop(run: Run): Promise<void> {
    await this.api.stopRun(run.id);
    await this.runs.refresh();
  }

  async refresh(maxAgeMs: number): Promise<void> {
    await this.runs.ensure(maxAgeMs);
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const { data, loading } = this.runs.value;
    const goesOn = data?.some(run => run.status === 'starting' || run.status === 'running') ?? false;
    if (this.isVisible && !this.disposed && !loading && goesOn) {
      this.timer = setTimeout(() => void this.runs.refresh(), LOOK_AGAIN_MS);
    }
  }

  private timer: ReturnType<typeof setTimeout> | undefined;
  private isVisible = false;
  private disposed = false;
}
