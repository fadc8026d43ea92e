import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandToolbarButton } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { DisposableDelegate } from '@lumino/disposable';
import type { IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { Documents } from '../actions/documents';
import { notices } from '../actions/notices';
import { Publishing } from '../actions/publishing';
import { assignmentIcon } from '../icons';
import type { SourceRef } from '../logic/source-path';
import { sourceOf } from '../logic/source-path';
import { IAcademy } from '../tokens';
import { DOMAIN } from './academy';

const COMMAND = 'nbacademy:publish';

/** After nbgrader's own buttons and before the kernel's. */
const TOOLBAR_RANK = 10;

/** Publishing from where the source is: its folder in the file browser, its notebook's toolbar, the palette. */
export const publishingPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:publishing',
  description: 'Publishes the source of an assignment, after a dry run.',
  autoStart: true,
  requires: [IAcademy, IDocumentManager],
  optional: [ITranslator, IFileBrowserFactory, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    { api, model }: IAcademy,
    manager: IDocumentManager,
    translator: ITranslator | null,
    browsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const publishing = new Publishing(api, model, new Documents(app, manager), trans);
    const teaches = ({ course }: SourceRef): boolean =>
      (model.own.value.data ?? []).some(({ slug, role }) => slug === course && role === 'instructor');
    const asked = (args: ReadonlyPartialJSONObject): SourceRef | null => {
      const ref = sourceOf(pathAsked(args, app, manager, browsers));
      return ref !== null && teaches(ref) ? ref : null;
    };
    app.commands.addCommand(COMMAND, {
      label: args => (args['short'] ? trans.__('Publish') : trans.__('Course: Publish this assignment…')),
      caption: trans.__('Try this assignment, see it as a student, and release it'),
      icon: assignmentIcon,
      isEnabled: args => asked(args) !== null,
      isVisible: args => asked(args) !== null,
      execute: async args => {
        const ref = asked(args);
        if (ref !== null) {
          await publishing.publish(ref).catch(reason => notices.error(reason));
        }
      }
    });
    model.own.changed.connect(() => app.commands.notifyCommandChanged(COMMAND));
    void app.restored.then(() => model.own.ensure());
    palette?.addItem({ command: COMMAND, category: trans.__('Course') });
    app.contextMenu.addItem({ command: COMMAND, args: { browser: true }, selector: '.jp-DirListing-item', rank: 3 });
    app.docRegistry.addWidgetExtension('Notebook', new ToolbarButton(app.commands));
  }
};

/** What is to be published: a document by its path, what is chosen in the file browser, or the document in front. */
function pathAsked(
  { path, browser }: ReadonlyPartialJSONObject,
  { shell }: JupyterFrontEnd,
  manager: IDocumentManager,
  browsers: IFileBrowserFactory | null
): string {
  if (typeof path === 'string') {
    return path;
  }
  if (browser) {
    const [chosen] = browsers?.tracker.currentWidget?.selectedItems() ?? [];
    return chosen?.path ?? '';
  }
  return (shell.currentWidget && manager.contextForWidget(shell.currentWidget)?.path) ?? '';
}

/** Puts Publish into the toolbar of notebooks that are an assignment's source. */
class ToolbarButton implements DocumentRegistry.IWidgetExtension<IDocumentWidget<Widget>, DocumentRegistry.IModel> {
  constructor(private readonly commands: JupyterFrontEnd['commands']) {}

  createNew(panel: IDocumentWidget<Widget>, { path }: DocumentRegistry.Context): IDisposable {
    if (sourceOf(path) === null) {
      return new DisposableDelegate(() => undefined);
    }
    const button = new CommandToolbarButton({
      commands: this.commands,
      id: COMMAND,
      args: { path, short: true },
      icon: assignmentIcon
    });
    panel.toolbar.insertItem(TOOLBAR_RANK, 'nbacademy-publish', button);
    return button;
  }
}
