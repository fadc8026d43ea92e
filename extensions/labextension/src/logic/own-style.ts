/** Puts a style sheet into the document (or shadow root) that `host` is in, once for each name. */
export function ensureStyle(host: HTMLElement, name: string, css: string): void {
  const root = host.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  if (place.querySelector(`style[data-nba-style='${name}']`) === null) {
    const style = document.createElement('style');
    style.dataset['nbaStyle'] = name;
    style.textContent = css;
    place.append(style);
  }
}
