import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';

export interface MainTabOptions {
  id: string;
  label: string;
  caption: string;
  icon: LabIcon;
}

/** A tab of the main area that can be closed and has no toolbar. */
export function mainTab<T extends Widget>(content: T, options: MainTabOptions): MainAreaWidget<T> {
  const { id, ...title } = options;
  const tab = new MainAreaWidget({ content });
  tab.id = id;
  Object.assign(tab.title, title, { closable: true });
  tab.toolbar.hide();
  return tab;
}

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
