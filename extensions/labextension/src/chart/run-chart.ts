import { hasEnded } from './event';
import type { RunEvent, RunStatus } from './event';
import { Header } from './header';
import { onThemeChange, readPalette } from './palette';
import { Panel } from './panel';
import { METRICS, REWARD, SPEED } from './panels';
import { RunHistory } from './run-history';
import { ensureStyle } from './style';

const REPAINT_MILLISECONDS = 100;
const GAP = 12;
const NARROWEST = 210;

export interface RunChartOptions {
  readonly title: string;
  readonly totalTimesteps: number;
  /** Shows a Stop button that calls this; a rejection's message is shown. */
  readonly onStop?: () => Promise<void>;
}

let charts = 0;

/** A run as small multiples over steps, with its status and progress. Append-only; needs no framework. */
export class RunChart {
  constructor(
    host: HTMLElement,
    private readonly options: RunChartOptions
  ) {
    this.header = new Header(options.title, options.totalTimesteps, options.onStop);
    this.element.className = 'nba-run';
    this.element.setAttribute('aria-label', `Training run: ${options.title}`);
    this.grid.className = 'nba-run-panels';
    this.element.append(this.header.element, this.grid);
    host.append(this.element);
    ensureStyle(host);
    this.palette = readPalette(this.element);
    this.resized = new ResizeObserver(() => this.schedule());
    this.resized.observe(this.element);
    this.unwatchTheme = onThemeChange(() => this.recolour());
    this.schedule();
  }

  private readonly element = document.createElement('section');
  private readonly grid = document.createElement('div');
  private readonly header: Header;
  private readonly history = new RunHistory();
  private readonly panels = new Map<string, Panel>();
  private readonly resized: ResizeObserver;
  private readonly unwatchTheme: () => void;
  private readonly syncKey = `nba-run-${++charts}`;
  private palette;
  private status: RunStatus = 'starting';
  private paintedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private disposed = false;

  /** Takes the next events, in order; what they say of the status is shown too. */
  append(events: readonly RunEvent[]): void {
    for (const event of events) {
      this.history.add(event);
      if (event.kind === 'status' && event.status) {
        this.setStatus(event.status === 'started' ? 'running' : event.status, event.text ?? '');
      } else if (event.kind === 'log' && event.text) {
        this.header.setNote(event.text);
      }
    }
    this.schedule();
  }

  /** `text` says why, where there is a reason. A run that has ended is not revived by an older word. */
  setStatus(status: RunStatus, text = ''): void {
    if (hasEnded(this.status) || (status === this.status && text === '')) {
      return;
    }
    this.status = status;
    this.header.setStatus(status, text);
    this.schedule();
  }

  /** A sentence below the figures, such as that the connection is lost; none if empty. */
  setNote(text: string): void {
    this.header.setNote(text);
  }

  dispose(): void {
    this.disposed = true;
    this.resized.disconnect();
    this.unwatchTheme();
    this.panels.forEach(panel => panel.dispose());
    this.element.remove();
  }

  /** At most ten repaints a second, each with the browser's own frame; none while the page is hidden. */
  private schedule(): void {
    if (this.timer !== null || this.disposed) {
      return;
    }
    const wait = Math.max(0, this.paintedAt + REPAINT_MILLISECONDS - performance.now());
    this.timer = setTimeout(() => requestAnimationFrame(() => this.paint()), wait);
  }

  private paint(): void {
    this.timer = null;
    this.paintedAt = performance.now();
    const width = this.grid.clientWidth;
    if (this.disposed || width === 0) {
      return;
    }
    this.header.show(this.history);
    const columns = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
    const each = Math.floor((width + GAP) / columns) - GAP;
    for (const spec of [REWARD, ...METRICS, SPEED]) {
      this.panel(spec)?.draw(each);
    }
  }

  /** The panel of a spec, made when it first has something to show. */
  private panel(spec: typeof REWARD): Panel | undefined {
    const series = this.history.series.get(spec.key);
    const known = this.panels.get(spec.key);
    if (known !== undefined || series === undefined) {
      return known;
    }
    const limit = (): number => this.options.totalTimesteps;
    const panel = new Panel(spec, series, { palette: () => this.palette, limit, syncKey: this.syncKey });
    this.panels.set(spec.key, panel);
    this.arrange();
    return panel;
  }

  /** Panels stand in the order of their specs, whichever had data first. */
  private arrange(): void {
    for (const spec of [REWARD, ...METRICS, SPEED]) {
      const panel = this.panels.get(spec.key);
      if (panel !== undefined) {
        this.grid.append(panel.element);
      }
    }
  }

  private recolour(): void {
    this.palette = readPalette(this.element);
    this.schedule();
  }
}
