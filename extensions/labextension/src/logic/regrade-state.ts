import type { TranslationBundle } from '@jupyterlab/translation';

import type { RegradeRequest } from '../api/types';
import type { StateWords } from './assignment-state';

/** What became of a request for another look at a mark. */
export function requestState({ state }: Pick<RegradeRequest, 'state'>, trans: TranslationBundle): StateWords {
  switch (state) {
    case 'open':
      return { tone: 'busy', words: trans.__('Another look is asked for') };
    case 'accepted':
      return { tone: 'good', words: trans.__('Looked at again: accepted') };
    case 'declined':
      return { tone: 'warn', words: trans.__('Looked at again: declined') };
  }
}
