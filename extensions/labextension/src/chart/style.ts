import { ensureStyle as ensureOwnStyle } from '../logic/own-style';

/** The chart brings its own style, since it is shown by a widget and by a Lab panel that share no style sheet. */
const CSS = `
.nba-run {
  --nba-run-line: var(--jp-brand-color1, #1976d2);
  --nba-run-band: color-mix(in srgb, var(--jp-brand-color1, #1976d2) 20%, transparent);
  --nba-run-dot: color-mix(in srgb, var(--jp-ui-font-color2, #616161) 40%, transparent);
  --nba-run-grid: color-mix(in srgb, var(--jp-ui-font-color2, #616161) 16%, transparent);
  box-sizing: border-box; width: 100%; min-width: 0; padding: 10px 12px 12px;
  border: 1px solid var(--jp-border-color2, #e0e0e0); border-radius: 6px;
  background: var(--jp-layout-color1, #fff); color: var(--jp-ui-font-color1, #212121);
  font-family: var(--jp-ui-font-family, system-ui, sans-serif); font-size: var(--jp-ui-font-size1, 13px);
}
.nba-run-line1 { display: flex; align-items: center; gap: 10px; }
.nba-run-title { font-weight: 600; overflow-wrap: anywhere; }
.nba-run-status {
  padding: 1px 8px; border-radius: 10px; font-size: 11px; white-space: nowrap;
  background: var(--jp-layout-color3, #e0e0e0); color: var(--jp-ui-font-color1, #212121);
}
.nba-run-status[data-status='running'] { background: var(--jp-brand-color1, #1976d2); color: var(--jp-ui-inverse-font-color0, #fff); }
.nba-run-status[data-status='finished'] { background: var(--jp-success-color0, #1b5e20); color: var(--jp-layout-color0, #fff); }
.nba-run-status[data-status='failed'], .nba-run-status[data-status='lost'] {
  background: var(--jp-error-color0, #b71c1c); color: var(--jp-layout-color0, #fff);
}
.nba-run-stop {
  margin-left: auto; padding: 2px 12px; border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 4px;
  background: var(--jp-layout-color2, #eee); color: inherit; font: inherit; cursor: pointer;
}
.nba-run-stop:hover { background: var(--jp-layout-color3, #e0e0e0); }
.nba-run-stop:focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px; }
.nba-run-stop:disabled { cursor: default; opacity: 0.6; }
.nba-run-stop[hidden] { display: none; }
.nba-run-progress {
  display: block; width: 100%; height: 5px; margin: 8px 0 5px; border: 0; border-radius: 3px; overflow: hidden;
  appearance: none; background: var(--jp-layout-color3, #e0e0e0);
}
.nba-run-progress::-webkit-progress-bar { background: var(--jp-layout-color3, #e0e0e0); }
.nba-run-progress::-webkit-progress-value { background: var(--jp-brand-color1, #1976d2); }
.nba-run-progress::-moz-progress-bar { background: var(--jp-brand-color1, #1976d2); }
.nba-run-facts { color: var(--jp-ui-font-color2, #616161); font-variant-numeric: tabular-nums; font-size: 12px; }
.nba-run-note { margin-top: 4px; font-size: 12px; overflow-wrap: anywhere; }
.nba-run-note[hidden] { display: none; }
.nba-run-panels {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 10px 12px; margin-top: 10px;
}
.nba-run-panel { margin: 0; min-width: 0; }
.nba-run-panel figcaption {
  display: flex; justify-content: space-between; gap: 8px; padding: 0 10px 2px 4px; font-size: 12px; font-weight: 500;
}
.nba-run-value { font-variant-numeric: tabular-nums; color: var(--jp-ui-font-color2, #616161); }
.nba-run-plot { height: 132px; overflow: hidden; }
`;

/** Puts the style where `host` is. */
export function ensureStyle(host: HTMLElement): void {
  ensureOwnStyle(host, 'run', CSS);
}
