/**
 * Writes docs/reference from the code that it describes.
 *
 *   npm run docs                                  write
 *   node scripts/generate-docs.ts --check         exit 1 and name the pages that differ
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './reference-pages.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'reference');
const checkOnly = process.argv.includes('--check');
const differing: string[] = [];

for (const { file, text } of referencePages()) {
  const path = join(folder, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  differing.push(file);
  if (!checkOnly) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote docs/reference/${file}`);
  }
}

if (checkOnly && differing.length > 0) {
  console.error(
    `docs/reference differs from the code: ${differing.join(', ')}. Run npm run docs and commit the result.`,
  );
  process.exitCode = 1;
}
