import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';

/** The documents that stand open in Lab, and those to be opened. Paths are relative to the server's root. */
export class Documents {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly manager: IDocumentManager
  ) {}

  async open(path: string, factory?: string): Promise<void> {
    await this.app.commands.execute('docmanager:open', { path, ...(factory && { factory }) });
  }

  /** The file in front; null where that is none. */
  inFront(): string | null {
    const { currentWidget } = this.app.shell;
    return (currentWidget && this.manager.contextForWidget(currentWidget)?.path) ?? null;
  }

  /** Saves what was edited in a file or below a folder: what the server acts on is what the person sees. */
  async save(path: string): Promise<void> {
    for (const context of this.contexts(path)) {
      if (context.model.dirty && !context.model.readOnly) {
        await context.save();
      }
    }
  }

  /** Shows again what has been rewritten on disk. */
  async reload(path: string): Promise<void> {
    for (const context of this.contexts(path)) {
      await context.revert();
    }
  }

  private contexts(path: string): DocumentRegistry.Context[] {
    const all = Array.from(this.app.shell.widgets('main'), widget => this.manager.contextForWidget(widget));
    const open = all.filter(context => context !== undefined);
    return [...new Set(open)].filter(context => context.path === path || context.path.startsWith(`${path}/`));
  }
}

/** Opens a page in a browser tab that knows nothing of this one. Only web addresses: a course is other people's text. */
export function openPage(url: string): boolean {
  const target = new URL(url, window.location.href);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    return false;
  }
  window.open(target.href, '_blank', 'noopener,noreferrer');
  return true;
}
