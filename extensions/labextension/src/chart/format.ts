const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A whole number with separators. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** A number for an axis or a step count: `12.5K`. */
export function compact(value: number): string {
  return Math.abs(value) >= 1000 ? COMPACT.format(value) : short(value);
}

/** A measured value in at most four digits. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) {
    return COMPACT.format(value);
  }
  if (size !== 0 && size < 0.0001) {
    return value.toExponential(1);
  }
  return String(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
}

/** A duration for people: `8 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
