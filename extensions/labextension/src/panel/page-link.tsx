import { launchIcon } from '@jupyterlab/ui-components';
import React from 'react';

export interface PageLinkProps {
  label: string;
  href: string;
  testId: string;
}

/** A link to one of the academy's own pages; it opens beside JupyterLab, with the browser's own sign-in. */
export function PageLink({ label, href, testId }: PageLinkProps): React.JSX.Element {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className="nba-StaffLink" data-testid={testId}>
      <span>{label}</span>
      <launchIcon.react tag="span" width="14px" height="14px" aria-hidden="true" />
    </a>
  );
}
