import { launchIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { useTools } from './tools';

/** The academy's own pages for those who teach; they open beside JupyterLab, with the browser's own sign-in. */
export function StaffLinks({ slug }: { slug: string }): React.JSX.Element {
  const { pages, trans } = useTools();
  const links = [
    { label: trans.__('Submissions and scores'), href: pages.course(slug), testId: 'staff-submissions' },
    { label: trans.__('Class progress'), href: pages.course(slug), testId: 'staff-progress' },
    { label: trans.__('Open formgrader'), href: pages.formgrader(slug), testId: 'staff-formgrader' }
  ];
  return (
    <nav className="nba-StaffLinks" aria-label={trans.__('For the staff of this course')}>
      <h3 className="nba-Heading">{trans.__('Teaching')}</h3>
      <ul className="nba-List">
        {links.map(({ label, href, testId }) => (
          <li key={testId}>
            <a href={href} target="_blank" rel="noopener noreferrer" className="nba-StaffLink" data-testid={testId}>
              <span>{label}</span>
              <launchIcon.react tag="span" width="14px" height="14px" aria-hidden="true" />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
