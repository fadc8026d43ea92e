import type { LabIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useTools } from './tools';

export interface TabListProps<Id extends string> {
  tabs: readonly { id: Id; label: string; icon: LabIcon }[];
  active: Id;
  onChoose: (id: Id) => void;
}

/** Tabs as ARIA has them: one stop for the Tab key, arrows, Home and End move between them. */
export function TabList<Id extends string>({ tabs, active, onChoose }: TabListProps<Id>): React.JSX.Element {
  const { trans } = useTools();
  const row = React.useRef<HTMLDivElement>(null);

  const choose = (index: number): void => {
    const tab = tabs[(index + tabs.length) % tabs.length];
    if (tab) {
      onChoose(tab.id);
      row.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus();
    }
  };

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const current = tabs.findIndex(tab => tab.id === active);
    const target = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      choose(target);
    }
  };

  return (
    <div
      className="nba-Tabs"
      role="tablist"
      tabIndex={-1}
      aria-label={trans.__('Parts of the course')}
      ref={row}
      onKeyDown={onKeyDown}
    >
      {tabs.map(({ id, label, icon }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`nba-tab-${id}`}
          data-tab={id}
          data-testid={`tab-${id}`}
          aria-selected={id === active}
          aria-controls={id === active ? `nba-panel-${id}` : undefined}
          tabIndex={id === active ? 0 : -1}
          className="nba-Tab"
          onClick={() => onChoose(id)}
        >
          <icon.react tag="span" className="nba-Tab-icon" width="16px" height="16px" />
          <span>{label}</span>
        </button>
      ))}
    </div>
  );
}
