/** Charts of training runs, for whoever has a host element and a run's events. */
export { hasEnded } from './event';
export type { RunEvent, RunFrame, RunInfo, RunStatus, Wish } from './event';
export { RunChart } from './run-chart';
export type { RunChartOptions } from './run-chart';
export { RunStream } from './stream';
export type { RunStreamOptions, StreamState } from './stream';
