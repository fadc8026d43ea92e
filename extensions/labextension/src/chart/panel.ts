import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { compact, short, whole } from './format';
import type { Palette } from './palette';
import type { PanelSpec } from './panels';
import type { Series } from './series';

const HEIGHT = 132;

/** One of the small multiples: a caption with the newest value, and a plot over steps. */
export class Panel {
  constructor(
    private readonly spec: PanelSpec,
    private readonly series: Series,
    private readonly options: { palette: () => Palette; limit: () => number; syncKey: string }
  ) {
    this.element.className = 'nba-run-panel';
    this.element.title = spec.help;
    this.element.setAttribute('aria-label', `${spec.title}. ${spec.help}`);
    const caption = document.createElement('figcaption');
    const title = document.createElement('span');
    title.textContent = spec.title;
    this.value.className = 'nba-run-value';
    caption.append(title, this.value);
    this.canvas.className = 'nba-run-plot';
    this.element.tabIndex = 0;
    this.element.addEventListener('keydown', event => this.moveCursor(event));
    this.element.append(caption, this.canvas);
  }

  readonly element = document.createElement('figure');
  private readonly value = document.createElement('output');
  private readonly canvas = document.createElement('div');
  private plot: uPlot | null = null;

  /** Draws what the series holds now, `width` CSS pixels wide. */
  draw(width: number): void {
    const shown = this.series.columns.length > 1 ? this.series.columns[1]?.at(-1) : this.series.latest;
    this.value.textContent = shown === null || shown === undefined ? '' : short(shown);
    const data = [this.series.steps, ...this.series.columns] as uPlot.AlignedData;
    if (this.plot === null) {
      this.plot = new uPlot(this.plotOptions(width), data, this.canvas);
      return;
    }
    if (this.plot.width !== width) {
      this.plot.setSize({ width, height: HEIGHT });
    }
    this.plot.setData(data);
  }

  /** Paints caption and plot as they are now, with the upper left corner at this place. */
  paintOn(context: CanvasRenderingContext2D, left: number, top: number): void {
    context.font = '500 12px system-ui, sans-serif';
    context.fillText(`${this.spec.title}  ${this.value.textContent}`, left + 4, top + 12);
    const canvas = this.plot?.ctx.canvas;
    if (canvas !== undefined) {
      const [width, height] = [canvas.width, canvas.height].map(each => each / window.devicePixelRatio);
      context.drawImage(canvas, left, top + 18, width ?? 0, height ?? 0);
    }
  }

  dispose(): void {
    this.plot?.destroy();
    this.element.remove();
  }

  private plotOptions(width: number): uPlot.Options {
    const { palette, limit, syncKey } = this.options;
    const axis = { stroke: () => palette().text, font: '10px system-ui, sans-serif', ticks: { show: false }, gap: 4 };
    const grid = { stroke: () => palette().grid, width: 1 };
    return {
      width,
      height: HEIGHT,
      padding: [6, 10, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: syncKey }, y: false, drag: { x: false, y: false }, points: { size: 5 } },
      hooks: { setCursor: [plot => this.showUnderCursor(plot)] },
      scales: {
        x: { time: false, range: (_plot, _low, high) => [0, Math.max(limit(), high, 1)] },
        y: { range: this.range }
      },
      axes: [
        { ...axis, grid: { show: false }, size: 20, space: 60, values: (_plot, splits) => splits.map(compact) },
        { ...axis, grid, size: 44, space: 28, values: (_plot, splits) => splits.map(compact) }
      ],
      series: [{}, ...this.plotSeries()],
      bands: this.series.columns.length > 1 ? [{ series: [4, 3], fill: () => palette().band }] : []
    };
  }

  private plotSeries(): uPlot.Series[] {
    const { palette } = this.options;
    const line: uPlot.Series = { stroke: () => palette().line, width: 1.75, points: { show: false }, spanGaps: true };
    if (this.series.columns.length === 1) {
      return [line];
    }
    const dots: uPlot.Series = {
      paths: () => null,
      points: { show: true, size: 3, width: 0, stroke: () => palette().dot, fill: () => palette().dot }
    };
    const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
    return [dots, line, edge, edge];
  }

  private readonly range = (_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax => {
    const all = [low, high, this.spec.include ?? null].filter(each => each !== null);
    const [bottom, top] = all.length > 0 ? [Math.min(...all), Math.max(...all)] : [0, 1];
    const room = (top - bottom || Math.abs(top) || 1) * 0.06;
    // What can't be below zero has its axis there.
    return [bottom === 0 ? 0 : bottom - room, top + room];
  };

  /** The arrow keys move the cursor from point to point, with Shift by ten; Home and End go to the ends. */
  private moveCursor(event: KeyboardEvent): void {
    const last = this.series.length - 1;
    const at = this.plot?.cursor.idx ?? last;
    const stride = event.shiftKey ? 10 : 1;
    const target = { ArrowLeft: at - stride, ArrowRight: at + stride, Home: 0, End: last }[event.key];
    const step = target === undefined ? undefined : this.series.steps[Math.max(0, Math.min(last, target))];
    if (this.plot === null || step === undefined) {
      return;
    }
    event.preventDefault();
    // JupyterLab moves from cell to cell by the arrow keys.
    event.stopPropagation();
    this.plot.setCursor({ left: this.plot.valToPos(step, 'x'), top: 0 });
    this.element.setAttribute('aria-label', `${this.spec.title} at step ${whole(step)}: ${this.value.textContent}`);
  }

  private showUnderCursor(plot: uPlot): void {
    const index = plot.cursor.idx ?? this.series.length - 1;
    const value = this.series.columns[this.series.columns.length > 1 ? 1 : 0]?.[index];
    this.value.textContent = value === null || value === undefined ? '' : short(value);
  }
}
