import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { AssignmentActions } from '../actions/assignment-actions';
import { CourseActions } from '../actions/course-actions';
import { Documents } from '../actions/documents';
import { Publishing } from '../actions/publishing';
import type { Run, Submission } from '../api/types';
import { browserLocale } from '../logic/moments';
import { CoursePanel, PANEL_ID } from '../panel/course-panel';
import type { Tools } from '../panel/tools';
import { feedbackTab, feedbackTabId } from '../tabs/feedback-tab';
import { showTab } from '../tabs/main-area';
import { runTab, runTabId } from '../tabs/run-tab';
import { IAcademy } from '../tokens';
import { DOMAIN } from './academy';
import { openQuiz } from './quizzes';
import { rememberPlace } from './remember-place';
import { tellOfGrades } from './tell-of-grades';

/** The file browser has 100, what follows it 200 and more. */
const RANK = 101;

/** Puts the Course panel into the left sidebar. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:panel',
  description: 'The Course panel in the left sidebar.',
  autoStart: true,
  requires: [IAcademy, IDocumentManager],
  optional: [ITranslator, ILayoutRestorer, IStateDB, IRenderMimeRegistry],
  activate: (
    app: JupyterFrontEnd,
    academy: IAcademy,
    documents: IDocumentManager,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null,
    rendermime: IRenderMimeRegistry | null
  ): void => {
    const tools = makeTools(app, academy, documents, translator ?? nullTranslator, rendermime);
    const panel = new CoursePanel(tools);
    restorer?.add(panel, PANEL_ID);
    app.shell.add(panel, 'left', { rank: RANK });
    tellOfGrades(academy.model, tools.trans);
    void rememberPlace(academy.model, state);
  }
};

function makeTools(
  app: JupyterFrontEnd,
  { api, model, pages }: IAcademy,
  manager: IDocumentManager,
  translator: ITranslator,
  rendermime: IRenderMimeRegistry | null
): Tools {
  const trans = translator.load(DOMAIN);
  const documents = new Documents(app, manager);
  const publishing = new Publishing(api, model, documents, trans);
  const showFeedback = (submission: Submission, title: string): void =>
    showTab(app, feedbackTabId(submission), () =>
      feedbackTab(api.feedbackUrl(submission.id), submission, title, trans)
    );
  return {
    model,
    pages,
    trans,
    courses: new CourseActions(api, model, documents, (id, title) => openQuiz(app, id, title), trans),
    clock: api.clock,
    assignments: new AssignmentActions(api, model, documents, publishing, showFeedback, trans),
    showRun: (run: Run) => showTab(app, runTabId(run), () => runTab(api, run, trans)),
    locale: browserLocale(translator.languageCode),
    typesetter: rendermime?.latexTypesetter ?? null
  };
}
