import type { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { numberingIcon } from '@jupyterlab/ui-components';

import type { QuizService } from '../quiz';
import type { View } from './lazy-pane';
import { LazyPane } from './lazy-pane';
import { mainTab } from './main-area';

export interface QuizTabOptions {
  id: string;
  title: string;
  service: QuizService;
  trans: TranslationBundle;
  typesetter: IRenderMime.ILatexTypesetter | null;
  onHandedIn: () => void;
}

/** A quiz in the main area. */
export class QuizPane extends LazyPane {
  constructor(readonly options: QuizTabOptions) {
    super();
    this.node.dataset['testid'] = `quiz-${options.id}`;
  }

  protected override async load(): Promise<() => View> {
    const { QuizView } = await import('../quiz');
    const { service, trans, typesetter, onHandedIn } = this.options;
    const typeset = (node: HTMLElement): void => void typesetter?.typeset(node);
    return () => new QuizView(this.node, { service, words: trans, typeset, onHandedIn });
  }
}

export function quizTab(options: QuizTabOptions): MainAreaWidget<QuizPane> {
  return mainTab(new QuizPane(options), {
    id: `nbacademy-quiz-${options.id}`,
    label: options.title,
    caption: options.trans.__('Quiz: %1', options.title),
    icon: numberingIcon
  });
}
