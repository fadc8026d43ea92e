/* Bundles each widget into one ES module, and its style sheet into one file, where anywidget looks for them. */
import { build } from 'esbuild';

const outdir = '../nbacademy/widget/static';

await build({
  entryPoints: { widget: 'src/widget/index.ts', comparison: 'src/widget/comparison.ts', quiz: 'src/widget/quiz.ts' },
  outdir,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  // `import './widget.css'` in the entry becomes widget.css beside widget.js.
  loader: { '.svg': 'text' },
  legalComments: 'none',
  logLevel: 'info'
});
