/**
 * The types of the HTTP API and the JSON Schema of the scenario document, as the server publishes them.
 *
 *   node scripts/types.mjs           writes src/api/schema.d.ts and src/api/document.json
 *   node scripts/types.mjs --check   exits 1 where a file is not what the server says
 *
 * PYTHON names the interpreter that has the server's packages; ../.venv/bin/python where it is not set.
 */
import { execFileSync } from 'node:child_process';
import console from 'node:console';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TARGET = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../src/api/document.json', import.meta.url));
const HEAD = '/** Generated from the OpenAPI schema by `npm run types`; not to be edited. */\n';

const python = process.env.PYTHON ?? `${ROOT}.venv/bin/python`;
const ask = (...words) =>
  execFileSync(python, ['manage.py', ...words], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
const schema = ask('spectacular', '--format', 'openapi-json');
/** Only what the server answers: calls are written by hand, and titles and defaults are not types. */
const { openapi, info, components } = JSON.parse(schema, (key, value) => {
  if ((key === 'title' && typeof value === 'string' && value !== 'Foresite') || key === 'default')
    return undefined;
  if (!value?.prefixItems && !value?.items) return value;
  const { prefixItems, minItems, maxItems, ...list } = value;
  if (prefixItems) list.items = prefixItems[0]; // a tuple of one kind of thing
  return minItems === maxItems && minItems !== undefined ? { ...list, minItems, maxItems } : list;
});
const answers = Object.entries(components.schemas).filter(([name]) => !name.endsWith('Request'));
const document = { openapi, info, paths: {}, components: { schemas: Object.fromEntries(answers) } };
const ast = await openapiTS(document, { arrayLength: true });
const config = await resolveConfig(TARGET);
const made = await format(HEAD + astToString(ast), { ...config, filepath: TARGET });

/** The document's own schema keeps limits and defaults: forms are made from it. */
const fields = JSON.parse(ask('schema', 'scenario'), (key, value) =>
  key === 'title' && typeof value === 'string' ? undefined : value,
);
const shape = await format(JSON.stringify(fields), { ...config, filepath: DOCUMENT });

let isStale = false;
for (const [path, wanted] of [
  [TARGET, made],
  [DOCUMENT, shape],
]) {
  if (!process.argv.includes('--check')) writeFileSync(path, wanted);
  else if (readFileSync(path, 'utf8') !== wanted) {
    console.error(`${path} is not what the server says: run \`npm run types\`.`);
    isStale = true;
  }
}
if (isStale) process.exit(1);
