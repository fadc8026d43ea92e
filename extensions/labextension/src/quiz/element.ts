import { element } from '../logic/element';

/** A button that does something when it is pressed. */
export function button(text: string, className: string, onPress: () => void): HTMLButtonElement {
  const made = element('button', `nba-quiz-button ${className}`, text);
  made.type = 'button';
  made.addEventListener('click', onPress);
  return made;
}

/** The service's own sanitised rendering, the only HTML that ever gets into a quiz. */
export function rendered<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  html: string
): HTMLElementTagNameMap[K] {
  const made = element(tag, className);
  made.innerHTML = html;
  made.querySelectorAll('a').forEach(link => (link.target = '_blank'));
  return made;
}
