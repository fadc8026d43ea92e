import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';

import { notices } from '../actions/notices';
import { cellQuestion } from '../logic/cell-question';
import type { About, ForumModel } from '../model/forum-model';
import { askedCell } from '../notebook/asked-cell';
import { markCells } from '../notebook/cell-marks';
import type { NotebookMaterial } from '../notebook/notebook-threads';
import { NotebookThreads } from '../notebook/notebook-threads';
import { PANEL_ID } from '../panel/course-panel';
import type { Tools } from '../panel/tools';
import { IAcademy, ITools } from '../tokens';

/** The forum beside the notebook: marks on cells that threads are about, and the way to ask about one. */
export const cellThreadsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:cell-threads',
  description: 'Threads about the notebook in front and its cells.',
  autoStart: true,
  requires: [IAcademy, ITools, INotebookTracker],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    { api, events }: IAcademy,
    tools: Tools,
    tracker: INotebookTracker,
    palette: ICommandPalette | null
  ): void => {
    const { model, trans } = tools;
    const beside = new CellThreads(app, tools, new NotebookThreads(api, model));
    const look = (): void => void beside.mark(tracker.currentWidget);
    tracker.currentChanged.connect(look);
    events.notified.connect(look);
    events.opened.connect(look);
    const commands = {
      'nbacademy:ask-about-cell': [trans.__('Course: Ask about this cell'), 'ask'],
      'nbacademy:show-cell-threads': [trans.__('Course: Show threads about this cell'), 'show'],
      'nbacademy:show-notebook-threads': [trans.__('Course: Show threads about this notebook'), 'showAll']
    } as const;
    for (const [command, [label, act]] of Object.entries(commands)) {
      app.commands.addCommand(command, {
        label,
        isEnabled: () => tracker.activeCell !== null,
        execute: async () => {
          const { currentWidget, activeCell } = tracker;
          if (currentWidget && activeCell) {
            await beside[act](currentWidget, activeCell).catch(notices.error);
          }
        }
      });
      palette?.addItem({ command, category: trans.__('Course') });
    }
  }
};

class CellThreads {
  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly tools: Tools,
    private readonly threads: NotebookThreads
  ) {}

  /** Marks the cells of a notebook that is a course's; one's own have none. */
  async mark(panel: NotebookPanel | null): Promise<void> {
    try {
      await panel?.context.ready;
      const found = panel && (await this.threads.materialOf(panel.context.path));
      if (found) {
        const show = (cell: Cell): void => this.list(found, aboutCell(found, cell));
        markCells(panel.content, await this.threads.counts(found), show, this.tools.trans);
      }
    } catch {
      // Marks are an extra: without the service the notebook is what it is without them.
    }
  }

  /** Begins a question about a cell: with its error, without what may be a solution. */
  async ask(panel: NotebookPanel, cell: Cell): Promise<void> {
    const found = await this.find(panel);
    if (found) {
      const language = panel.content.codeMimetype.replace(/^text\/x-(i?)/, '') || 'text';
      const asked = askedCell(cell, language, found.material.type === 'assignment');
      const forum = this.enter(found);
      const body = cellQuestion(asked, this.tools.trans);
      if (!(await forum?.ask({ about: aboutCell(found, cell), body }))) {
        notices.info(this.tools.trans.__('This course has no category in its forum for questions yet.'));
      }
    }
  }

  async show(panel: NotebookPanel, cell: Cell): Promise<void> {
    const found = await this.find(panel);
    if (found) {
      this.list(found, aboutCell(found, cell));
    }
  }

  async showAll(panel: NotebookPanel): Promise<void> {
    const found = await this.find(panel);
    if (found) {
      this.list(found, aboutCell(found, null));
    }
  }

  private async find(panel: NotebookPanel): Promise<NotebookMaterial | null> {
    const found = await this.threads.materialOf(panel.context.path);
    if (found === null) {
      notices.info(this.tools.trans.__('This notebook belongs to no course of yours.'));
    }
    return found;
  }

  private list(found: NotebookMaterial, about: About): void {
    this.enter(found)?.showThreads({ by: 'about', about });
  }

  private enter({ course }: NotebookMaterial): ForumModel | undefined {
    const { model } = this.tools;
    model.enter(course.slug, 'forum');
    this.app.shell.activateById(PANEL_ID);
    return model.open.value?.forum;
  }
}

function aboutCell({ material }: NotebookMaterial, cell: Cell | null): About {
  return { materialId: material.id, title: material.title, cellId: cell?.model.id ?? null };
}
