import { asCsv, asPicture, takeAway } from './copying';
import { element } from '../logic/element';
import { hasEnded } from './event';
import type { RunEvent, RunStatus, Wish } from './event';
import { Header } from './header';
import { HintList } from './hint-list';
import { hintsOf } from './hints';
import { hyperparameterTable } from './hyperparameter-table';
import { onThemeChange, readPalette } from './palette';
import { Panel } from './panel';
import type { PanelSpec } from './panels';
import { RunHistory } from './run-history';
import { ensureStyle } from './style';
import { Videos } from './videos';

const REPAINT_MILLISECONDS = 100;
const GAP = 12;
const NARROWEST = 210;

export interface RunChartOptions {
  readonly title: string;
  readonly totalTimesteps: number;
  /** What the run can be asked for from here, and what asks it; a rejection's message is shown. */
  readonly wishes?: readonly Wish[];
  readonly onWish?: (wish: Wish) => Promise<void>;
  readonly hyperparameters?: Readonly<Record<string, unknown>>;
  /** Where a file that the run has made can be fetched; without it videos are not shown. */
  readonly fileUrl?: (name: string) => string;
  /** RL Zoo's tuned hyperparameters for the same algorithm and environment. */
  readonly tuned?: Readonly<Record<string, unknown>>;
}

let charts = 0;

/** A run as small multiples over steps, with its status and progress. Append-only; needs no framework. */
export class RunChart {
  constructor(
    host: HTMLElement,
    private readonly options: RunChartOptions
  ) {
    const { title, totalTimesteps, wishes = [], onWish = () => Promise.resolve() } = options;
    this.header = new Header(title, totalTimesteps, { wishes, onWish });
    this.element.setAttribute('aria-label', `Training run: ${title}`);
    this.element.append(this.header.element, this.hints.element, this.grid, this.foot());
    host.append(this.element);
    ensureStyle(host);
    this.palette = readPalette(this.element);
    this.resized = new ResizeObserver(() => this.schedule());
    this.resized.observe(this.element);
    this.unwatchTheme = onThemeChange(() => this.recolour());
    this.schedule();
  }

  private readonly element = element('section', 'nba-run');
  private readonly grid = element('div', 'nba-run-panels');
  private readonly header: Header;
  private readonly hints = new HintList();
  private readonly videos = new Videos();
  private readonly history = new RunHistory();
  private readonly panels = new Map<string, Panel>();
  private readonly resized: ResizeObserver;
  private readonly unwatchTheme: () => void;
  private readonly syncKey = `nba-run-${++charts}`;
  private palette;
  private status: RunStatus = 'starting';
  private paused = false;
  private paintedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private disposed = false;

  /** Takes the next events, in order; what they say of the status is shown too. */
  append(events: readonly RunEvent[]): void {
    for (const event of events) {
      this.history.add(event);
      if (event.kind === 'status' && event.status) {
        this.take(event.status, event.text ?? '');
      } else if (event.kind === 'log' && event.text) {
        this.header.setNote(event.text);
      } else if (event.kind === 'artifact' && event.text) {
        this.takeFile(event.step, event.text);
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
    this.header.setStatus(status === 'running' && this.paused ? 'paused' : status, text);
    this.schedule();
  }

  /** A status event. The text of the first says what the run is made of, and is no news. */
  private take(status: NonNullable<RunEvent['status']>, text: string): void {
    if (status === 'started' || status === 'paused' || status === 'resumed') {
      this.paused = status === 'paused';
      this.status = 'running';
      this.header.setStatus(this.paused ? 'paused' : 'running');
    } else {
      this.setStatus(status, text);
    }
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

  private takeFile(step: number, name: string): void {
    this.header.setNote(`Saved ${name}`);
    if (name.endsWith('.gif') && this.options.fileUrl !== undefined) {
      this.videos.add(step, this.options.fileUrl(name));
    }
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
    for (const spec of this.history.panels) {
      this.panel(spec)?.draw(each);
    }
    const targetKl = this.options.hyperparameters?.['target_kl'];
    const { totalTimesteps } = this.options;
    const evidence = {
      history: this.history,
      totalTimesteps,
      targetKl: typeof targetKl === 'number' ? targetKl : null
    };
    this.hints.show(hintsOf(evidence));
  }

  /** The panel of a spec, made when it first has something to show. */
  private panel(spec: PanelSpec): Panel | undefined {
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
    this.grid.append(...this.inOrder().map(panel => panel.element));
  }

  private inOrder(): Panel[] {
    return this.history.panels.map(spec => this.panels.get(spec.key)).filter(panel => panel !== undefined);
  }

  /** What stands below the panels: ways to take the chart along, and the hyperparameters. */
  private foot(): HTMLElement {
    const { title, hyperparameters = {}, tuned = {} } = this.options;
    const csv = (): Promise<Blob> => Promise.resolve(new Blob([asCsv(this.history)], { type: 'text/csv' }));
    const picture = (): Promise<Blob> => asPicture(this.grid, title, this.inOrder());
    const foot = element('footer', 'nba-run-foot');
    const table = hyperparameterTable(hyperparameters, tuned);
    foot.append(this.copyButton('Copy as PNG', 'run.png', picture), this.copyButton('Copy as CSV', 'run.csv', csv));
    foot.append(this.videos.element, ...(table === null ? [] : [table]));
    return foot;
  }

  private copyButton(words: string, file: string, content: () => Promise<Blob>): HTMLButtonElement {
    const button = element('button', 'nba-run-button', words);
    button.type = 'button';
    const take = async (): Promise<void> => {
      try {
        this.header.setNote(await takeAway(await content(), file));
      } catch (error) {
        this.header.setNote(`Nothing could be copied: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    button.addEventListener('click', () => void take());
    return button;
  }

  private recolour(): void {
    this.palette = readPalette(this.element);
    this.schedule();
  }
}
