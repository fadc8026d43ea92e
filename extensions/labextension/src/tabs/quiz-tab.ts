import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import { numberingIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import type { QuizService, QuizView } from '../quiz';

export interface QuizTabOptions {
  id: string;
  title: string;
  service: QuizService;
  trans: TranslationBundle;
  typesetter: IRenderMime.ILatexTypesetter | null;
  onHandedIn: () => void;
}

/** A quiz in the main area. */
export class QuizPane extends Widget {
  constructor(readonly options: QuizTabOptions) {
    super();
    this.node.dataset['testid'] = `quiz-${options.id}`;
  }

  override dispose(): void {
    this.view?.dispose();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (!this.started) {
      this.started = true;
      void this.start();
    }
  }

  /** The view is loaded with the first quiz that is opened, so that Lab starts without it. */
  private async start(): Promise<void> {
    const { QuizView } = await import('../quiz');
    if (this.isDisposed) {
      return;
    }
    const { service, trans, typesetter, onHandedIn } = this.options;
    const typeset = (node: HTMLElement): void => void typesetter?.typeset(node);
    this.view = new QuizView(this.node, { service, words: trans, typeset, onHandedIn });
  }

  private started = false;
  private view: QuizView | null = null;
}

export function quizTab(options: QuizTabOptions): MainAreaWidget<QuizPane> {
  const tab = new MainAreaWidget({ content: new QuizPane(options) });
  tab.id = `nbacademy-quiz-${options.id}`;
  tab.title.label = options.title;
  tab.title.caption = options.trans.__('Quiz: %1', options.title);
  tab.title.icon = numberingIcon;
  tab.title.closable = true;
  tab.toolbar.hide();
  return tab;
}
