import type { IDisposable } from '@lumino/disposable';

import type { AcademyApi } from '../api/api';
import type { SourceVersion } from '../api/types';
import { backOffMs } from '../logic/backoff';
import { Resource } from './resource';

/** A published version while its tests are tried with its own solution. */
export class VersionWatch implements IDisposable {
  constructor(
    api: AcademyApi,
    readonly course: string,
    readonly assignment: string,
    readonly number: number
  ) {
    this.version = new Resource(() => api.version(course, assignment, number));
    this.version.changed.connect(() => this.schedule());
  }

  readonly version: Resource<SourceVersion>;

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    const { data, loading } = this.version.value;
    clearTimeout(this.timer);
    if (data?.trial === 'running' && !loading && !this.disposed) {
      this.timer = setTimeout(() => void this.version.refresh(), backOffMs(this.attempt++));
    }
  }

  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private disposed = false;
}
