/** The colours of a canvas, which knows no CSS variables: read from the page's theme, again when that changes. */
export interface Palette {
  readonly line: string;
  readonly dot: string;
  readonly band: string;
  readonly text: string;
  readonly grid: string;
}

export function readPalette(host: HTMLElement): Palette {
  const style = getComputedStyle(host);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const line = read('--nba-run-line', '#1976d2');
  return {
    line,
    dot: read('--nba-run-dot', 'rgba(110, 110, 110, 0.45)'),
    band: read('--nba-run-band', 'rgba(25, 118, 210, 0.18)'),
    text: read('--jp-ui-font-color2', '#616161'),
    grid: read('--nba-run-grid', 'rgba(128, 128, 128, 0.18)')
  };
}

/** Calls back when the page changes its theme; returns what ends that. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback);
  const attributeFilter = ['data-jp-theme-name', 'data-jp-theme-light', 'class'];
  observer.observe(document.body, { attributes: true, attributeFilter });
  return () => observer.disconnect();
}
