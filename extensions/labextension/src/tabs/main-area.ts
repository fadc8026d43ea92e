import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

/** Shows the tab with this id, which is made if it does not stand open yet. */
export function showTab(app: JupyterFrontEnd, id: string, make: () => Widget): void {
  for (const widget of app.shell.widgets('main')) {
    if (widget.id === id) {
      app.shell.activateById(id);
      return;
    }
  }
  app.shell.add(make(), 'main');
  app.shell.activateById(id);
}
