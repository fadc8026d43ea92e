import { ensureStyle as ensureOwnStyle } from '../logic/own-style';

/** The quiz brings its own style, since it is shown by a widget and by a Lab tab that share no style sheet. */
const CSS = `
.nba-quiz {
  box-sizing: border-box; width: 100%; padding: 16px 20px 24px; overflow: auto;
  background: var(--jp-layout-color1, #fff); color: var(--jp-ui-font-color1, #212121);
  font-family: var(--jp-ui-font-family, system-ui, sans-serif); font-size: var(--jp-content-font-size1, 14px);
  line-height: 1.5;
}
.nba-quiz > * { max-width: 46rem; margin: 0 auto; }
.nba-quiz-title { margin: 0 0 8px; font-size: 1.4em; font-weight: 600; }
.nba-quiz-title:focus { outline: none; }
.nba-quiz-bar {
  position: sticky; top: -16px; z-index: 1; display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 8px 0;
  border-bottom: 1px solid var(--jp-border-color2, #e0e0e0); background: inherit;
  background: var(--jp-layout-color1, #fff); font-size: 0.9em;
}
.nba-quiz-state { color: var(--jp-ui-font-color2, #616161); }
.nba-quiz-state[data-state='failed'], .nba-quiz-error { color: var(--jp-error-color0, #b71c1c); font-weight: 600; }
.nba-quiz-timer { margin-left: auto; font-variant-numeric: tabular-nums; }
.nba-quiz-timer.nba-mod-short { color: var(--jp-error-color0, #b71c1c); font-weight: 600; }
.nba-quiz-timer .nba-quiz-said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.nba-quiz-question {
  min-width: 0; margin: 16px 0 0; padding: 12px 16px 16px; border: 1px solid var(--jp-border-color2, #e0e0e0);
  border-radius: 6px;
}
.nba-quiz-legend { margin: 0; padding: 0; font-size: 0.9em; font-weight: 600; }
fieldset > .nba-quiz-legend { padding: 0 6px; margin-left: -6px; }
.nba-quiz-points { margin-left: 8px; color: var(--jp-ui-font-color2, #616161); font-weight: normal; }
.nba-quiz-text > :first-child { margin-top: 4px; }
.nba-quiz-text > :last-child { margin-bottom: 8px; }
.nba-quiz-options { display: flex; flex-direction: column; gap: 4px; margin: 0; padding: 0; list-style: none; }
.nba-quiz-option { display: flex; gap: 8px; align-items: baseline; padding: 6px 8px; border-radius: 4px; }
label.nba-quiz-option { cursor: pointer; }
label.nba-quiz-option:hover { background: var(--jp-layout-color2, #eee); }
.nba-quiz-option input { flex: none; margin: 0; }
.nba-quiz-optionText p { margin: 0; }
.nba-quiz-option.nba-mod-picked { background: var(--jp-layout-color2, #eee); }
.nba-quiz-option.nba-mod-right { box-shadow: inset 3px 0 var(--jp-success-color1, #388e3c); }
.nba-quiz-tag { margin-left: auto; color: var(--jp-ui-font-color2, #616161); font-size: 0.85em; white-space: nowrap; }
.nba-quiz-field { display: flex; flex-direction: column; gap: 4px; }
.nba-quiz-hint { color: var(--jp-ui-font-color2, #616161); font-size: 0.9em; }
.nba-quiz-input {
  box-sizing: border-box; width: 100%; padding: 6px 8px; border: 1px solid var(--jp-border-color0, #757575);
  border-radius: 4px; background: var(--jp-input-background, var(--jp-layout-color1, #fff));
  color: var(--jp-ui-font-color0, #000); font: inherit;
}
input.nba-quiz-input { max-width: 24rem; }
textarea.nba-quiz-input { resize: vertical; }
.nba-mod-code { font-family: var(--jp-code-font-family, monospace); font-size: var(--jp-code-font-size, 13px); white-space: pre; }
.nba-quiz :is(button, input, textarea, a):focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 2px; }
.nba-quiz-actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 16px; }
.nba-quiz-button {
  padding: 6px 16px; border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 4px;
  background: var(--jp-layout-color1, #fff); color: var(--jp-ui-font-color1, #212121); font: inherit; cursor: pointer;
}
.nba-quiz-button.nba-mod-primary {
  border-color: transparent; background: var(--jp-brand-color0, #0d47a1); color: #fff; font-weight: 600;
}
.nba-quiz-button.nba-mod-link { padding: 2px 4px; border: 0; background: none; color: var(--jp-content-link-color, #1565c0); text-decoration: underline; }
.nba-quiz-result > .nba-quiz-button { margin-top: 16px; }
.nba-quiz-dialog {
  max-width: 28rem; border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 6px;
  background: var(--jp-layout-color1, #fff); color: inherit;
}
.nba-quiz-dialog::backdrop { background: rgb(0 0 0 / 40%); }
.nba-quiz-dialog h3 { margin: 0; }
.nba-quiz-missing { display: flex; flex-wrap: wrap; gap: 4px; margin: 0; }
.nba-quiz-outcome { font-size: 1.1em; font-weight: 600; }
.nba-quiz-question[data-verdict='right'] .nba-quiz-points { color: var(--jp-success-color0, #1b5e20); }
.nba-quiz-question[data-verdict='wrong'] .nba-quiz-points { color: var(--jp-error-color0, #b71c1c); }
.nba-quiz-own, .nba-quiz-key, .nba-quiz-comment { margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.nba-quiz-explanation { margin-top: 8px; padding-left: 12px; border-left: 3px solid var(--jp-border-color2, #e0e0e0); }
.nba-quiz-explanation > :last-child { margin-bottom: 0; }
`;

/** Puts the style where `host` is. */
export function ensureStyle(host: HTMLElement): void {
  ensureOwnStyle(host, 'quiz', CSS);
}
