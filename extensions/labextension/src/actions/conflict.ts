import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { asAcademyError, LOCAL_CHANGES } from '../api/errors';
import type { OnConflict } from '../api/workspace';

/** Fetches; where one's own copy was changed, asks whose is to win and fetches again. Null when the person backs out. */
export async function fetchAsking<T>(
  what: string,
  trans: TranslationBundle,
  fetch: (onConflict: OnConflict) => Promise<T>
): Promise<T | null> {
  try {
    return await fetch('ask');
  } catch (reason) {
    if (asAcademyError(reason).code !== LOCAL_CHANGES) {
      throw reason;
    }
  }
  const choice = await askWhoseWins(what, trans);
  return choice === null ? null : fetch(choice);
}

async function askWhoseWins(what: string, trans: TranslationBundle): Promise<OnConflict | null> {
  const choices: readonly [OnConflict, Dialog.IButton][] = [
    ['take_new', Dialog.warnButton({ label: trans.__('Take new'), caption: trans.__('Your changes are replaced') })],
    [
      'keep_both',
      Dialog.okButton({ label: trans.__('Keep both'), caption: trans.__('The new version is put beside yours') })
    ],
    ['keep_mine', Dialog.okButton({ label: trans.__('Keep mine'), caption: trans.__('Your file stays as it is') })]
  ];
  const result = await showDialog({
    title: trans.__('You changed “%1”', what),
    body: trans.__('A newer version has been published since you fetched it. Which one do you want?'),
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), ...choices.map(([, button]) => button)],
    defaultButton: choices.length
  });
  return choices.find(([, button]) => button.label === result.button.label)?.[0] ?? null;
}
