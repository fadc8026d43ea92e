import type { TranslationBundle } from '@jupyterlab/translation';

/** What JupyterLab's translations offer, and all that a view needs of them. */
export type Words = Pick<TranslationBundle, '__' | '_n'>;

/** English, for where no translations are at hand. */
export const english: Words = {
  __: (message, ...values) => filled(message, values),
  _n: (one, many, count, ...values) => filled(count === 1 ? one : many, [count, ...(values as unknown[])])
};

function filled(message: string, values: readonly unknown[]): string {
  return message.replace(/%(\d)/g, (_, place) => String(values[Number(place) - 1]));
}
