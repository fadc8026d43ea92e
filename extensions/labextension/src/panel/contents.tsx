import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Section } from '../api/types';
import { contentsIcon } from '../icons';
import { isDone, materialsOf, mean } from '../logic/course-progress';
import type { PartProps } from './assignments';
import { MaterialRow } from './material-row';
import { Empty } from './states';
import { useTools } from './tools';

/** Sections with their materials. Finished sections start closed. */
export function Contents({ open, course }: PartProps): React.JSX.Element {
  const { model, trans } = useTools();
  React.useEffect(() => model.seen.visit(course), [model, course]);
  if (materialsOf(course).length === 0) {
    return <Empty icon={contentsIcon} title={trans.__('This course has no contents yet')} />;
  }
  return (
    <>
      {course.sections.map((section, index) => (
        <SectionView key={section.id} open={open} course={course} section={section} number={index + 1} />
      ))}
    </>
  );
}

interface SectionProps extends PartProps {
  section: Section;
  number: number;
}

function SectionView({ open: parts, course, section, number }: SectionProps): React.JSX.Element {
  const { trans } = useTools();
  const done = section.materials.filter(isDone).length;
  const [open, setOpen] = React.useState(done < section.materials.length);
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <section className="nba-Section" data-testid={`section-${section.key}`}>
      <h3>
        <button type="button" className="nba-Section-head" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Caret.react tag="span" className="nba-Caret" width="16px" height="16px" />
          <span className="nba-Section-title">
            {number}. {section.title}
          </span>
          <span className="nba-Count" aria-label={trans.__('%1 of %2 done', done, section.materials.length)}>
            {done}/{section.materials.length}
          </span>
        </button>
      </h3>
      <div className="nba-Bar" aria-hidden="true">
        <span style={{ width: `${mean(section.materials)}%` }} />
      </div>
      {open && (
        <ul className="nba-List">
          {section.materials.map(material => (
            <MaterialRow key={material.id} open={parts} course={course} material={material} />
          ))}
        </ul>
      )}
    </section>
  );
}
