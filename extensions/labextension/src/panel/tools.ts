import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { AssignmentActions } from '../actions/assignment-actions';
import type { CourseActions } from '../actions/course-actions';
import type { Destinations } from '../actions/destinations';
import type { Run } from '../api/types';
import type { Clock } from '../logic/clock';
import type { HubPages } from '../logic/hub-urls';
import type { CourseModel } from '../model/course-model';
import type { Observable } from '../model/observable';

/** What every view of the panel needs. */
export interface Tools {
  model: CourseModel;
  courses: CourseActions;
  assignments: AssignmentActions;
  destinations: Destinations;
  showRun: (run: Run) => void;
  pages: HubPages;
  clock: Clock;
  trans: TranslationBundle;
  locale: string | undefined;
  typesetter: IRenderMime.ILatexTypesetter | null;
}

export const ToolsContext = React.createContext<Tools | null>(null);

export function useTools(): Tools {
  const tools = React.useContext(ToolsContext);
  if (tools === null) {
    throw new Error('A view of the Course panel was rendered outside of it.');
  }
  return tools;
}

/** The value of an observable, followed. */
export function useObservable<T>(observable: Observable<T>): T {
  const subscribe = React.useCallback(
    (notify: () => void) => {
      observable.changed.connect(notify);
      return () => void observable.changed.disconnect(notify);
    },
    [observable]
  );
  return React.useSyncExternalStore(subscribe, () => observable.value);
}

const TICK_MS = 20_000;

/** The service's time, moving on: often enough for "2 min ago", or as often as is asked for. */
export function useNow(everyMs = TICK_MS): Date {
  const { clock } = useTools();
  const [now, setNow] = React.useState(() => clock.now());
  React.useEffect(() => {
    const timer = setInterval(() => setNow(clock.now()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}
