import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { WidgetTracker } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { QuizPane } from '../tabs/quiz-tab';
import { quizTab } from '../tabs/quiz-tab';
import { IAcademy } from '../tokens';
import { DOMAIN } from './academy';

const COMMAND = 'nbacademy:open-quiz';

/** Shows quizzes in the main area, and shows them again when the page is loaded anew. */
export const quizzesPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:quizzes',
  description: 'Quizzes in the main area.',
  autoStart: true,
  requires: [IAcademy],
  optional: [ITranslator, ILayoutRestorer, IRenderMimeRegistry],
  activate: (
    app: JupyterFrontEnd,
    { api, model }: IAcademy,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    rendermime: IRenderMimeRegistry | null
  ): void => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const tracker = new WidgetTracker<MainAreaWidget<QuizPane>>({ namespace: 'nbacademy-quiz' });
    const make = (id: string, title: string): MainAreaWidget<QuizPane> =>
      quizTab({
        id,
        title,
        service: api.quiz(id),
        trans,
        typesetter: rendermime?.latexTypesetter ?? null,
        onHandedIn: () => void model.open.value?.detail.refresh()
      });
    app.commands.addCommand(COMMAND, {
      label: trans.__('Course: Open a quiz'),
      execute: async args => {
        const { id, title } = args as { id: string; title: string };
        const there = tracker.find(tab => tab.content.options.id === id);
        const tab = there ?? make(id, title);
        if (there === undefined) {
          await tracker.add(tab);
          app.shell.add(tab, 'main');
        }
        app.shell.activateById(tab.id);
      }
    });
    void restorer?.restore(tracker, {
      command: COMMAND,
      args: ({ content: { options } }) => ({ id: options.id, title: options.title }),
      name: ({ content: { options } }) => options.id
    });
  }
};

export function openQuiz(app: JupyterFrontEnd, id: string, title: string): void {
  void app.commands.execute(COMMAND, { id, title });
}
