/** The widget that shows several runs on the same axes. */
import type { Render } from '@anywidget/types';

import { ComparisonChart } from '../chart/comparison-chart';
import type { Curves } from '../chart/comparison-chart';

interface Traits {
  metric: string;
  by_steps: Curves;
  by_seconds: Curves;
}

const render: Render<Traits> = ({ model, el }) => {
  const chart = new ComparisonChart(el, model.get('metric'), axis =>
    axis === 'steps' ? model.get('by_steps') : model.get('by_seconds')
  );
  const draw = (): void => chart.draw();
  // Set after `by_steps`: both are there by then.
  model.on('change:by_seconds', draw);
  return () => {
    model.off('change:by_seconds', draw);
    chart.dispose();
  };
};

export default { render };
