/* Makes src/api/schema.ts of the shapes in the service's OpenAPI description; with --check only says whether it is current. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const FILE = new URL('../src/api/schema.ts', import.meta.url);
const HEAD = '/* Made by `npm run types` of the OpenAPI description of the service: not to be edited. */\n\n';

/** The shapes alone: requests are typed where they are made. The titles that pydantic gives to fields say nothing new. */
function shapes() {
  const text = execFileSync('python', ['-m', 'nbacademy_hub.description'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const untitled = (key, value) => (key === 'title' && typeof value === 'string' ? undefined : value);
  const { openapi, info, components } = JSON.parse(text, untitled);
  return { openapi, info: { title: 'nbacademy', ...info }, components: { schemas: components.schemas }, paths: {} };
}

const made = HEAD + astToString(await openapiTS(shapes(), { silent: true, exportType: true }));
if (!process.argv.includes('--check')) {
  await writeFile(FILE, made);
} else if (made !== (await readFile(FILE, 'utf8'))) {
  console.error('src/api/schema.ts is not what the service describes: run `npm run types`.');
  process.exit(1);
}
