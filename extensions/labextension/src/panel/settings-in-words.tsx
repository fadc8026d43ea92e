import React from 'react';

import type { Assignment } from '../api/types';
import { duration } from '../logic/moments';
import { latePolicyInWords } from '../logic/terms';
import { PageLink } from './page-link';
import { useTools } from './tools';

/** The settings that decide about grades, as they hold, with the way to the page where they are changed. */
export function SettingsInWords({ assignment }: { assignment: Assignment }): React.JSX.Element {
  const { pages, trans } = useTools();
  const { attempts_limit, minutes_allowed, course_slug, name } = assignment;
  const rows = [
    [trans.__('Late work'), latePolicyInWords(assignment, trans) ?? trans.__('Nothing is late without a due time.')],
    [trans.__('Attempts'), attempts_limit === null ? trans.__('no limit') : String(attempts_limit)],
    [
      trans.__('Time allowed'),
      minutes_allowed === null
        ? trans.__('no limit')
        : trans.__('%1 from the fetch', duration(minutes_allowed * 60, trans))
    ]
  ] as const;
  return (
    <div className="nba-Settings">
      <dl>
        {rows.map(([label, value]) => (
          <React.Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      <PageLink
        label={trans.__('Change these')}
        href={pages.assignment(course_slug, name, 'settings')}
        testId="all-settings"
      />
    </div>
  );
}
