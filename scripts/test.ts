/**
 * Runs every check and test of the repository and ends with the plain line `N passed, N failed, N skipped`.
 *
 *   npm test                     everything
 *   npm test -- unit lint        only the named parts
 *
 * A check such as lint counts as one. Exit status 1 if anything failed, 2 if a part is unknown.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Outcome = { name: string; state: 'passed' | 'failed' | 'skipped'; reason?: string | undefined };
type Part = { readonly name: string; readonly help: string; run(): Outcome[] };

const root = join(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
const environment = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`,
};

const parts: readonly Part[] = [
  check('format', 'code is formatted', [bin('biome'), 'ci', '--error-on-warnings', '.']),
  check('lint', 'lint finds nothing', [bin('oxlint'), '--deny-warnings']),
  check('types', 'types hold', [bin('tsc'), '-p', '.']),
  check('generated', 'generated documents are current', [
    process.execPath,
    'scripts/generate-docs.ts',
    '--check',
  ]),
  suite('unit', 'unit and contract tests'),
  suite('integration', 'integration tests on a real engine'),
  suite('e2e', 'end-to-end tests of the whole program'),
  suite('vm', 'tests in an emulated machine with cgroup v2 and systemd'),
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; the parts are ${parts.map((part) => part.name).join(', ')}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
for (const part of parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n== ${part.name}: ${part.help}`);
  const started = performance.now();
  const found = part.run();
  outcomes.push(...found);
  console.log(`== ${part.name}: ${counts(found)} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
report();

function check(name: string, help: string, command: readonly string[]): Part {
  return {
    name,
    help,
    run: () => [{ name: help, state: start(command).status === 0 ? 'passed' : 'failed' }],
  };
}

function suite(project: string, help: string): Part {
  return { name: project, help, run: () => runSuite(project) };
}

function runSuite(project: string): Outcome[] {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-test-'));
  const results = join(folder, 'results');
  const command = [
    process.execPath,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--project',
    project,
  ];
  const reporters = ['--reporter=default', '--reporter=./test/support/counting-reporter.ts'];
  const { status } = start([...command, ...reporters], { JOULELAB_TEST_RESULTS: results });
  const lines = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
  rmSync(folder, { recursive: true });
  const found = lines.filter(Boolean).map((line) => JSON.parse(line) as Outcome);
  if (status !== 0 && !found.some(({ state }) => state === 'failed'))
    found.push({ name: `${project}: vitest itself`, state: 'failed' });
  if (found.length === 0) found.push({ name: `${project}: no test was found`, state: 'failed' });
  return found;
}

function start(command: readonly string[], extra: Record<string, string> = {}) {
  const [file = '', ...args] = command;
  return spawnSync(file, args, { cwd: root, stdio: 'inherit', env: { ...environment, ...extra } });
}

function counts(list: readonly Outcome[]): string {
  const count = (state: Outcome['state']): number => list.filter((outcome) => outcome.state === state).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

function report(): void {
  for (const { name, reason } of outcomes.filter(({ state }) => state === 'skipped')) {
    console.log(`skipped: ${name}: ${reason ?? 'no reason given'}`);
  }
  for (const { name } of outcomes.filter(({ state }) => state === 'failed')) console.log(`failed: ${name}`);
  console.log(`\n${counts(outcomes)}`);
  process.exitCode = outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
}
