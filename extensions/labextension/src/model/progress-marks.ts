import type { IStateDB } from '@jupyterlab/statedb';

import type { AcademyApi } from '../api/api';
import { asAcademyError } from '../api/errors';
import type { EventStream } from '../api/event-stream';
import type { CourseDetail } from '../api/types';
import { withMark } from '../logic/course-progress';
import { Observable } from './observable';

const KEY = 'nbacademy:marks';

/** Percentages by the material's id. */
type Marks = Readonly<Record<string, number>>;

/** Marks of progress: sent at once or, where the service cannot be reached, as soon as it can. */
export class ProgressMarks {
  constructor(
    private readonly api: AcademyApi,
    events: EventStream
  ) {
    events.opened.connect(() => void this.sendWaiting());
  }

  readonly waiting = new Observable<Marks>({});

  /** Whether the service has it; false while it waits. Throws what the service refuses. */
  async send(materialId: string, percentage: number): Promise<boolean> {
    try {
      await this.api.markProgress(materialId, percentage);
      return true;
    } catch (reason) {
      if (!asAcademyError(reason).unreachable) {
        throw reason;
      }
      this.waiting.set({ ...this.waiting.value, [materialId]: percentage });
      return false;
    }
  }

  /** The course as it will be when all that waits has been sent. */
  applied(course: CourseDetail): CourseDetail {
    return Object.entries(this.waiting.value).reduce(
      (soFar, [id, percentage]) => withMark(soFar, id, percentage),
      course
    );
  }

  /** Takes up what waited when the page was left. */
  async remember(state: IStateDB | null): Promise<void> {
    const saved = await state?.fetch(KEY).catch(() => undefined);
    this.waiting.set({ ...(saved as Marks | undefined), ...this.waiting.value });
    this.waiting.changed.connect(() => void state?.save(KEY, { ...this.waiting.value }));
    await this.sendWaiting();
  }

  private async sendWaiting(): Promise<void> {
    for (const [materialId, percentage] of Object.entries(this.waiting.value)) {
      try {
        await this.api.markProgress(materialId, percentage);
      } catch (reason) {
        if (asAcademyError(reason).unreachable) {
          return;
        }
        // Refused, as for a material that is gone: asking again would change nothing.
      }
      const rest = Object.entries(this.waiting.value).filter(([id]) => id !== materialId);
      this.waiting.set(Object.fromEntries(rest));
    }
  }
}
