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
.nba-run-status[data-status='paused'] { background: var(--jp-warn-color0, #8a4b00); color: var(--jp-layout-color0, #fff); }
.nba-run-controls { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
.nba-run-button {
  padding: 2px 12px; border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 4px;
  background: var(--jp-layout-color2, #eee); color: inherit; font: inherit; cursor: pointer;
}
.nba-run-button:hover { background: var(--jp-layout-color3, #e0e0e0); }
.nba-run-button:focus-visible, .nba-run-panel:focus-visible, .nba-run-details summary:focus-visible {
  outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px;
}
.nba-run-button[aria-disabled='true'] { cursor: default; opacity: 0.6; }
.nba-run-button[hidden], .nba-run-controls[hidden], .nba-run-hints[hidden], .nba-run-details[hidden] { display: none; }
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
.nba-run-hints { margin: 8px 0 0; padding: 0; list-style: none; display: grid; gap: 4px; }
.nba-run-hint {
  padding: 4px 10px; border-left: 3px solid var(--jp-warn-color1, #ef6c00); border-radius: 2px;
  background: color-mix(in srgb, var(--jp-warn-color1, #ef6c00) 10%, transparent); font-size: 12px; line-height: 1.45;
}
.nba-run-hint strong { font-weight: 600; }
.nba-run-hint cite { color: var(--jp-ui-font-color2, #616161); font-style: normal; white-space: nowrap; }
.nba-run-hint cite::before { content: '('; }
.nba-run-hint cite::after { content: ')'; }
.nba-run-panels {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 10px 12px; margin-top: 10px;
}
.nba-run-panel { margin: 0; min-width: 0; }
.nba-run-panel figcaption {
  display: flex; justify-content: space-between; gap: 8px; padding: 0 10px 2px 4px; font-size: 12px; font-weight: 500;
}
.nba-run-value { font-variant-numeric: tabular-nums; color: var(--jp-ui-font-color2, #616161); }
.nba-run-plot { height: 132px; overflow: hidden; }
.nba-run-foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: 6px 8px; margin-top: 10px; font-size: 12px; }
.nba-run-details { flex: 1 1 100%; }
.nba-run-details summary { cursor: pointer; }
.nba-run-table { margin-top: 6px; border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
.nba-run-table th, .nba-run-table td {
  padding: 2px 16px 2px 0; border-bottom: 1px solid var(--jp-border-color2, #e0e0e0); text-align: left;
}
.nba-run-table th { font-weight: 500; }
.nba-run-button[aria-pressed='true'] { border-color: var(--jp-brand-color1, #1976d2); box-shadow: inset 0 0 0 1px var(--jp-brand-color1, #1976d2); }
.nba-run-compared { min-height: 280px; margin-top: 6px; overflow: hidden; }
.nba-run-legend { margin: 4px 0 0; padding: 0; list-style: none; font-size: 12px; font-variant-numeric: tabular-nums; }
.nba-run-sample { display: inline-block; width: 24px; margin-right: 8px; vertical-align: middle; }
.nba-run-choice { display: block; margin: 6px 0; font: inherit; }
.nba-run-video { display: block; max-width: 320px; border-radius: 4px; }
.nba-run-differs td { font-weight: 600; }
`;

/** Puts the style where `host` is. */
export function ensureStyle(host: HTMLElement): void {
  ensureOwnStyle(host, 'run', CSS);
}
