import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { element } from '../logic/element';
import { compact, duration, short } from './format';
import { onThemeChange, readPalette } from './palette';
import { ensureStyle } from './style';

const HEIGHT = 280;
/** Colours that people with any colour vision tell apart, on white and on black; the dashes help where they do not. */
const COLOURS = ['#2f86d1', '#d97706', '#0f9d76', '#c0559b', '#8a6fd1', '#b5483a'];
const DASHES = [[], [8, 4], [2, 3], [8, 3, 2, 3]];
const AXES = ['steps', 'seconds'] as const;

export type Axis = (typeof AXES)[number];

type Curve = readonly (number | null)[];

/** Runs that differ in their seeds alone; `mean` and `deviation` are over these. */
export interface Group {
  readonly label: string;
  readonly seeds: readonly number[];
  readonly curves: readonly Curve[];
  readonly mean: Curve;
  readonly deviation: Curve;
}

/** All groups over one grid. */
export interface Curves {
  readonly x: readonly number[];
  readonly groups: readonly Group[];
}

/** Curves of several runs on the same axes: each seed as a thin line, each group's mean with its spread. */
export class ComparisonChart {
  constructor(
    host: HTMLElement,
    metric: string,
    private readonly curves: (axis: Axis) => Curves
  ) {
    this.element.setAttribute('aria-label', `Comparison of ${metric}`);
    this.element.append(this.head(metric), this.plotted, this.legend);
    host.append(this.element);
    ensureStyle(host);
    this.palette = readPalette(this.element);
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.element);
    this.unwatchTheme = onThemeChange(() => {
      this.palette = readPalette(this.element);
      this.plot?.redraw();
    });
  }

  private readonly element = element('section', 'nba-run');
  private readonly plotted = element('div', 'nba-run-compared');
  private readonly legend = element('ul', 'nba-run-legend');
  private readonly resized: ResizeObserver;
  private readonly unwatchTheme: () => void;
  private palette;
  private axis: Axis = 'steps';
  private plot: uPlot | null = null;

  /** Draws the curves as they are now. */
  draw(): void {
    const width = this.plotted.clientWidth;
    const { x, groups } = this.curves(this.axis);
    if (width === 0) {
      return;
    }
    const data = [x, ...groups.flatMap(columns)] as uPlot.AlignedData;
    if (this.plot === null) {
      this.plot = new uPlot(this.options(width, groups), data, this.plotted);
    } else {
      this.plot.setSize({ width, height: HEIGHT });
      this.plot.setData(data);
    }
    this.legend.replaceChildren(...groups.map(legendItem));
  }

  dispose(): void {
    this.resized.disconnect();
    this.unwatchTheme();
    this.plot?.destroy();
    this.element.remove();
  }

  private head(metric: string): HTMLElement {
    const line = element('div', 'nba-run-line1');
    const choice = element('span', 'nba-run-controls');
    choice.setAttribute('role', 'group');
    choice.setAttribute('aria-label', 'Horizontal axis');
    const buttons = AXES.map(axis => {
      const button = element('button', 'nba-run-button', axis === 'steps' ? 'By steps' : 'By time');
      button.type = 'button';
      button.addEventListener('click', () => this.choose(axis, buttons));
      button.setAttribute('aria-pressed', String(axis === this.axis));
      return button;
    });
    choice.append(...buttons);
    line.append(element('span', 'nba-run-title', metric), choice);
    return line;
  }

  private choose(axis: Axis, buttons: readonly HTMLButtonElement[]): void {
    this.axis = axis;
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', String(AXES[index] === axis)));
    this.draw();
  }

  private options(width: number, groups: readonly Group[]): uPlot.Options {
    const axis = { stroke: () => this.palette.text, font: '11px system-ui, sans-serif', ticks: { show: false } };
    const grid = { stroke: () => this.palette.grid, width: 1 };
    const place = (value: number): string => (this.axis === 'steps' ? compact(value) : duration(value));
    return {
      width,
      height: HEIGHT,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false } },
      axes: [
        { ...axis, grid: { show: false }, size: 28, values: (_plot, splits) => splits.map(place) },
        { ...axis, grid, values: (_plot, splits) => splits.map(compact) }
      ],
      series: [{}, ...groups.flatMap(lines)],
      bands: bands(groups)
    };
  }
}

/** Of a group: each seed, the upper and the lower edge of the spread, the mean. */
function columns({ curves, mean, deviation }: Group): Curve[] {
  const edge = (sign: number): Curve =>
    mean.map((value, index) => (value === null ? null : value + sign * (deviation[index] ?? 0)));
  return [...curves, edge(1), edge(-1), mean];
}

function lines(group: Group, index: number): uPlot.Series[] {
  const colour = colourOf(index);
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false } };
  const seeds = group.curves.map(() => ({ stroke: `${colour}66`, width: 1, points: { show: false } }));
  const mean: uPlot.Series = { stroke: colour, width: 2.25, dash: dashOf(index), points: { show: false } };
  return [...seeds, edge, edge, mean];
}

function bands(groups: readonly Group[]): uPlot.Band[] {
  let first = 1;
  return groups.map((group, index) => {
    const upper = first + group.curves.length;
    first = upper + 3;
    return { series: [upper, upper + 1] as [number, number], fill: `${colourOf(index)}2e` };
  });
}

function legendItem(group: Group, index: number): HTMLLIElement {
  const item = element('li', '');
  const sample = element('span', 'nba-run-sample');
  sample.style.borderTop = `3px ${dashOf(index).length === 0 ? 'solid' : 'dashed'} ${colourOf(index)}`;
  const at = group.mean.map(value => value !== null).lastIndexOf(true);
  const [mean, deviation] = [group.mean[at] ?? null, group.deviation[at] ?? 0];
  const count = group.seeds.length;
  const spread = count > 1 ? ` ± ${short(deviation ?? 0)} over ${count} seeds` : '';
  item.append(sample, `${group.label}: `, mean === null ? 'nothing yet' : `${short(mean)}${spread}`);
  return item;
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '#2f86d1';
}

function dashOf(index: number): number[] {
  return DASHES[Math.floor(index / COLOURS.length) % DASHES.length] ?? [];
}
