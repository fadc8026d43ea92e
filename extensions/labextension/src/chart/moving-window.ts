/** Mean and standard deviation of the last `size` values. */
export class MovingWindow {
  constructor(private readonly size: number) {}

  private readonly values: number[] = [];
  private next = 0;

  push(value: number): { mean: number; deviation: number } {
    this.values[this.next] = value;
    this.next = (this.next + 1) % this.size;
    // Summed anew each time: a running sum of squares loses all digits when values are large and alike.
    const mean = this.values.reduce((sum, each) => sum + each, 0) / this.values.length;
    const square = this.values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / this.values.length;
    return { mean, deviation: Math.sqrt(square) };
  }
}
