import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { actions as Actions } from '../../../src/app/actions.ts';
import type { RunReport } from '../../../src/domain/report.ts';
import type { runCli as RunCli } from '../../../src/presentation/index.ts';

/** What one check found out is a test's result; it throws where it does not hold. Its name is read by the host too: keep it on one line. */
export type Check = { readonly name: string; readonly run: () => void | Promise<void> };

export const HOME = '/opt/joulelab';
/** Phases as short as they can be, and patience: everything is 10 to 20 times slower here. */
export const SHORT = ['--baseline', '300ms', '--idle', '300ms', '--pause', '0ms', '--boot-timeout', '5m'];

process.env['JOULELAB_STATE_DIR'] = '/var/lib/joulelab-test';
process.env['JOULELAB_NODE'] = `${HOME}/node`;
process.env['NO_COLOR'] = '1';

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

export function within(actual: number, wanted: number, share: number, what: string): void {
  expect(
    Math.abs(actual - wanted) <= share * wanted,
    `${what}: ${actual} is not within ${share * 100} % of ${wanted}`,
  );
}

export function sh(command: string): string {
  return execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim();
}

/** Waits until `look` says yes; false after the limit. */
export async function until(look: () => boolean, limitMs: number): Promise<boolean> {
  for (const end = Date.now() + limitMs; Date.now() < end; ) {
    if (look()) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

export type Answer = { readonly status: number; readonly stdout: string; readonly stderr: string };

/** The built program's command line, called in this process: to start it anew takes a quarter of a minute each time. */
export async function joulelab(...args: readonly string[]): Promise<Answer> {
  const { runCli } = (await import(`${HOME}/dist/presentation/index.js`)) as { runCli: typeof RunCli };
  const { actions } = (await import(`${HOME}/dist/app/actions.js`)) as { actions: typeof Actions };
  let [stdout, stderr] = ['', ''];
  const shape = { color: false, width: 100, isTty: false, unicode: true };
  const terminal = {
    stdout: { ...shape, write: (text: string) => void (stdout += text) },
    stderr: { ...shape, write: (text: string) => void (stderr += text) },
  };
  const status = await runCli(args, actions, { version: 'test', terminal });
  return { status, stdout, stderr };
}

/** Measures a scenario; it must succeed. */
export async function measure(text: string, ...args: readonly string[]): Promise<RunReport> {
  const file = scenarioFile(text);
  const answer = await joulelab('run', file, ...SHORT, ...args, '--json');
  expect(answer.status === 0, `exit status ${answer.status}: ${answer.stderr.slice(-1500)}`);
  return JSON.parse(answer.stdout) as RunReport;
}

export function scenarioFile(text: string): string {
  const folder = '/var/tmp/scenario';
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/usage_scenario.yml`, text);
  return folder;
}

export function total(report: RunReport, phase: string, metric: string, target: string): number {
  const figures = report.phases.find(({ name }) => name === phase)?.figures ?? [];
  const found = figures.find(
    (figure) => figure.metric === metric && figure.target === target && figure.detail === undefined,
  );
  if (found === undefined) throw new Error(`no ${metric} of ${target} in ${phase}`);
  return found.value;
}

/** The rows of every phase add up to its energy, to the µJ. */
export function rowsAddUp(report: RunReport): void {
  for (const { name, energyUj, attribution } of report.phases) {
    const sum = attribution.reduce((all, row) => all + row.energyUj, 0);
    expect(energyUj !== undefined && energyUj > 0, `no energy in ${name}`);
    expect(sum === energyUj, `the rows of ${name} add up to ${sum} and not ${energyUj}`);
  }
}

export const service = (name: string, more = ''): string =>
  `  ${name}:\n    image: busybox:1.35\n    command: sleep infinity\n${more}`;

export const flow = (name: string, container: string, command: string, more = ''): string =>
  `  - name: ${name}\n    container: ${container}\n    commands:\n      - type: console\n        shell: sh\n` +
  `        command: ${JSON.stringify(command)}\n${more}`;

export const IGNORE = '        ignore-errors: true\n';
export const BURN_COMMAND = 'timeout 2 sh -c "while :; do :; done"';
