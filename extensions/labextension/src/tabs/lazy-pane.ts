import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

export interface View {
  dispose(): void;
}

/** The content of a tab whose view is loaded when it is first shown, so that Lab starts without it. */
export abstract class LazyPane extends Widget {
  override dispose(): void {
    this.view?.dispose();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (!this.isLoading) {
      this.isLoading = true;
      void this.fill();
    }
  }

  /** Loads what makes the view in this widget's node; that is called unless the tab was closed meanwhile. */
  protected abstract load(): Promise<() => View>;

  private async fill(): Promise<void> {
    const make = await this.load();
    if (!this.isDisposed) {
      this.view = make();
    }
  }

  private isLoading = false;
  private view: View | null = null;
}
