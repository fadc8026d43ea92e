import { refreshIcon, ReactWidget, ToolbarButtonComponent } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { courseIcon } from '../icons';
import { CourseList } from './course-list';
import { CourseView } from './course-view';
import type { Tools } from './tools';
import { ToolsContext, useObservable, useTools } from './tools';

export const PANEL_ID = 'nbacademy-course-panel';

/** What is older than this is asked for again when the panel comes into view. */
const FRESH_MS = 15_000;

/** The Course panel of the left sidebar. */
export class CoursePanel extends ReactWidget {
  constructor(private readonly tools: Tools) {
    super();
    this.id = PANEL_ID;
    this.addClass('nba-Panel');
    this.title.icon = courseIcon;
    this.title.caption = tools.trans.__('Course');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', tools.trans.__('Course'));
    this.node.dataset['testid'] = 'course-panel';
  }

  protected override render(): React.JSX.Element {
    return (
      <ToolsContext.Provider value={this.tools}>
        <Panel />
      </ToolsContext.Provider>
    );
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.tools.model.refreshPlace(FRESH_MS);
  }

  /** The next press of Tab reaches the first thing that can be used. */
  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }
}

function Panel(): React.JSX.Element {
  const { model, trans } = useTools();
  const open = useObservable(model.open);
  return (
    <>
      <div className="nba-PanelHead">
        <h2>{trans.__('Course')}</h2>
        <ToolbarButtonComponent
          icon={refreshIcon}
          tooltip={trans.__('Refresh')}
          onClick={() => model.refreshPlace()}
          noFocusOnClick={false}
        />
      </div>
      {open ? <CourseView open={open} key={open.slug} /> : <CourseList />}
    </>
  );
}
