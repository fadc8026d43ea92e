import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { MissingCell } from '../api/workspace';
import { missingCellsBody } from '../panel/missing-cells';

/** Shows which graded cells are missing, and asks what is to be done. */
export async function askAboutMissing(
  missing: readonly MissingCell[],
  trans: TranslationBundle
): Promise<'restore' | 'submit' | 'nothing'> {
  const submit = Dialog.warnButton({
    label: trans.__('Submit without them'),
    caption: trans.__('They get no points')
  });
  const restore = Dialog.okButton({
    label: trans.__('Restore them'),
    caption: trans.__('Puts them back where they were; your work stays as it is')
  });
  const { button } = await showDialog({
    title: trans._n('A graded cell is missing', '%1 graded cells are missing', missing.length),
    body: missingCellsBody(missing, trans),
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), submit, restore]
  });
  return button.label === restore.label ? 'restore' : button.label === submit.label ? 'submit' : 'nothing';
}
