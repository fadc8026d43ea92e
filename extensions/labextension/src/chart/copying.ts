/** Takes a chart out of its page: as a picture, or as numbers. */
import type { Panel } from './panel';
import type { RunHistory } from './run-history';

const GAP = 12;
const CAPTION = 20;
const PAPER = ['--jp-layout-color1', '#fff'] as const;
const INK = ['--jp-ui-font-color1', '#212121'] as const;

/** All points as lines of metric, step and value. */
export function asCsv(history: RunHistory): string {
  const lines = ['metric,step,value'];
  for (const { key, title } of history.panels) {
    const series = history.series.get(key);
    series?.columns[0]?.forEach((value, index) => {
      lines.push(`${quoted(title)},${series.steps[index] ?? ''},${value ?? ''}`);
    });
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** The panels as they stand in the page, below a title; in the colours of `host`. */
export function asPicture(host: HTMLElement, title: string, panels: readonly Panel[]): Promise<Blob> {
  const ratio = window.devicePixelRatio;
  const [first] = panels;
  const [width, height] = [first?.element.clientWidth ?? 0, (first?.element.clientHeight ?? 0) + GAP];
  const columns = Math.max(1, Math.round((host.clientWidth + GAP) / (width + GAP)));
  const canvas = document.createElement('canvas');
  canvas.width = (columns * (width + GAP) + GAP) * ratio;
  canvas.height = (Math.ceil(panels.length / columns) * height + CAPTION + 2 * GAP) * ratio;
  const context = canvas.getContext('2d');
  if (context === null || panels.length === 0) {
    return Promise.reject(new Error('there is nothing to be seen yet'));
  }
  context.scale(ratio, ratio);
  paper(context, host, canvas.width / ratio, canvas.height / ratio);
  context.font = '600 13px system-ui, sans-serif';
  context.fillText(title, GAP, GAP + 12);
  panels.forEach((panel, index) => {
    const left = GAP + (index % columns) * (width + GAP);
    panel.paintOn(context, left, CAPTION + GAP + Math.floor(index / columns) * height);
  });
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)))
  );
}

/** Puts a text or a picture on the clipboard, or where that is not allowed into a file of this name; says which. */
export async function takeAway(content: Blob, name: string): Promise<string> {
  try {
    const text = content.type === 'text/csv' ? new Blob([content], { type: 'text/plain' }) : content;
    await navigator.clipboard.write([new ClipboardItem({ [text.type]: text })]);
    return 'Copied.';
  } catch {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return `Saved as ${name}.`;
  }
}

function paper(context: CanvasRenderingContext2D, host: HTMLElement, width: number, height: number): void {
  const style = getComputedStyle(host);
  const read = ([name, otherwise]: readonly [string, string]): string =>
    style.getPropertyValue(name).trim() || otherwise;
  context.fillStyle = read(PAPER);
  context.fillRect(0, 0, width, height);
  context.fillStyle = read(INK);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
