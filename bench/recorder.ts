/**
 * What sampling costs: the C and the TypeScript recorder side by side with a bare C loop that only does the reads.
 *
 *   npm run bench:recorder                 the whole, some 10 minutes
 *   npm run bench:recorder -- --short      below a minute
 *
 * Runs as root (it makes control groups). Programs take turns in a shuffled order, block by block, so that other work
 * on the machine meets all of them alike; costs are CPU time and not wall time. Prints a table, and writes it with all
 * that a reader needs to judge it to bench/results/.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { cRecorder, typescriptRecorder } from '../src/sampling/recorder/recorder-program.ts';
import { FULL_PLAN, SHORT_PLAN } from './recorder/bench-plan.ts';
import { measureCost } from './recorder/measure-cost.ts';
import { measureGrid } from './recorder/measure-grid.ts';
import { measureUnderLoad } from './recorder/measure-under-load.ts';
import { makeSources } from './recorder/sources.ts';
import { printTables } from './recorder/tables.ts';
import { writeResults } from './recorder/write-results.ts';

const plan = process.argv.includes('--short') ? SHORT_PLAN : FULL_PLAN;
const folder = mkdtempSync(`${tmpdir()}/joulelab-bench-`);
try {
  run('scripts/build-recorder');
  const floor = `${folder}/floor`;
  run(process.env['CC'] ?? 'cc', '-std=c11', '-O2', '-o', floor, 'bench/floor.c');
  const c = cRecorder();
  if (c === undefined) throw new Error('there is no C recorder here: the benchmark needs a C compiler');
  const programs = { c, typescript: typescriptRecorder() };
  using sources = makeSources(100);
  const measureOthers = async () => {
    const cost = await measureCost(plan, floor, programs, sources);
    return { cost, underLoad: await measureUnderLoad(plan, programs, sources) };
  };
  // The grid takes 10 minutes of hardly any work: beside the others.
  const [grid, { cost, underLoad }] = await Promise.all([
    measureGrid(plan, programs, sources),
    measureOthers(),
  ]);
  const results = { plan, sources: sources.what, cost, underLoad, grid };
  const isMet = printTables(results);
  console.log(`\nwritten to ${writeResults(results)}`);
  // One short block per program is too little to judge by: its ratios move by 0.2 with what else the machine does.
  process.exitCode = isMet || plan.name === 'short' ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} failed`);
}
