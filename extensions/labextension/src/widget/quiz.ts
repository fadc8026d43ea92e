/** The widget that shows a quiz in a notebook: the same view and the same attempt as in JupyterLab's tab. */
import type { Render } from '@anywidget/types';

import { QuizView, english } from '../quiz';
import { quizService } from './quiz-service';
import { findServer } from './server';

interface Traits {
  quiz_id: string;
}

const render: Render<Traits> = ({ model, el }) => {
  const server = findServer();
  if (server === null) {
    el.textContent = 'A quiz can be taken where its notebook is open in JupyterLab or Jupyter Notebook.';
    return;
  }
  const view = new QuizView(el, { service: quizService(server, model.get('quiz_id')), words: english });
  return () => view.dispose();
};

export default { render };
