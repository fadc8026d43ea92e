import React from 'react';

import { PageLink } from './page-link';
import { useTools } from './tools';

/** The academy's own pages for those who teach. */
export function StaffLinks({ slug }: { slug: string }): React.JSX.Element {
  const { pages, trans } = useTools();
  const links = [
    { label: trans.__('Overview'), href: pages.course(slug), testId: 'staff-overview' },
    { label: trans.__('Class and progress'), href: pages.course(slug, 'class'), testId: 'staff-progress' },
    { label: trans.__('Submissions'), href: pages.course(slug, 'submissions'), testId: 'staff-submissions' },
    { label: trans.__('Gradebook'), href: pages.course(slug, 'gradebook'), testId: 'staff-gradebook' },
    { label: trans.__('Quizzes'), href: pages.course(slug, 'quizzes'), testId: 'staff-quizzes' },
    { label: trans.__('Groups'), href: pages.course(slug, 'groups'), testId: 'staff-groups' },
    { label: trans.__('Regrade requests'), href: pages.course(slug, 'regrade-requests'), testId: 'staff-requests' },
    { label: trans.__('Queue'), href: pages.course(slug, 'queue'), testId: 'staff-queue' },
    { label: trans.__('Formgrader'), href: pages.course(slug, 'formgrader'), testId: 'staff-formgrader' }
  ];
  return (
    <nav className="nba-StaffLinks" aria-label={trans.__('For the staff of this course')}>
      <h3 className="nba-Heading">{trans.__('Teaching')}</h3>
      <ul className="nba-List">
        {links.map(link => (
          <li key={link.testId}>
            <PageLink {...link} />
          </li>
        ))}
      </ul>
    </nav>
  );
}
