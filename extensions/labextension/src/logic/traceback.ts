/** What a failed cell said, made readable. */

// Kernels colour their tracebacks with escape sequences, which mean nothing outside a terminal.
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;

export function withoutColours(text: string): string {
  return text.replace(ESCAPES, '').trimEnd();
}

/** The line that says what is wrong: a traceback's last one. */
export function gist(traceback: string): string {
  const lines = withoutColours(traceback).split('\n');
  const last = lines[lines.length - 1] ?? '';
  return last.trim().replace(/:$/, '');
}
