const LIMIT_POINTS = 6000;

type Column = (number | null)[];

/**
 * Columns over steps, of bounded length: beyond LIMIT_POINTS each four neighbours become two, the lowest and the
 * highest of the first column, so that no peak is lost however long a run is.
 */
export class Series {
  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => []);
  }

  readonly steps: number[] = [];
  readonly columns: readonly Column[];

  get length(): number {
    return this.steps.length;
  }

  /** The first column's newest value that is there. */
  get latest(): number | null {
    const values = this.columns[0] ?? [];
    for (let index = values.length - 1; index >= Math.max(0, values.length - 50); index--) {
      const value = values[index];
      if (value !== null && value !== undefined) {
        return value;
      }
    }
    return null;
  }

  push(step: number, values: readonly (number | null)[]): void {
    this.steps.push(step);
    this.columns.forEach((column, index) => column.push(values[index] ?? null));
    if (this.steps.length > LIMIT_POINTS) {
      this.thin();
    }
  }

  private thin(): void {
    const kept = extremes(this.columns[0] ?? []);
    for (const column of [this.steps, ...this.columns] as Column[]) {
      kept.forEach((from, to) => (column[to] = column[from] ?? null));
      column.length = kept.length;
    }
  }
}

/** Of each four values the places of the lowest and the highest, in order. */
function extremes(values: Column): number[] {
  const kept: number[] = [];
  for (let start = 0; start < values.length; start += 4) {
    let low = start;
    let high = start;
    for (let index = start + 1; index < Math.min(start + 4, values.length); index++) {
      const value = values[index] ?? null;
      if (value !== null) {
        low = value < (values[low] ?? Infinity) ? index : low;
        high = value > (values[high] ?? -Infinity) ? index : high;
      }
    }
    kept.push(Math.min(low, high));
    if (low !== high) {
      kept.push(Math.max(low, high));
    }
  }
  return kept;
}
