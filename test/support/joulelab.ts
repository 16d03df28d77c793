import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { RunReport } from '../../src/domain/report.ts';
import { TEST_MARK } from './engine.ts';

export const repository = join(import.meta.dirname, '..', '..');

const [markName = '', markValue = ''] = TEST_MARK.split('=');
const MARK = { [markName]: markValue };

export type Finished = {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A started `bin/joulelab` with what it has printed so far. */
export type Started = {
  readonly child: ChildProcess;
  stderr(): string;
  readonly finished: Promise<Finished>;
};

export type StartOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly command?: string;
  /** Path of the network namespace to run in. */
  readonly networkNamespace?: string | undefined;
};

/** A folder that is removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joulelab-e2e-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the program as a user does. Its state is in `env.JOULELAB_STATE_DIR`. */
export function startJoulelab(args: readonly string[], options: StartOptions = {}): Started {
  const command = [options.command ?? join(repository, 'bin', 'joulelab'), ...args];
  if (options.networkNamespace !== undefined) command.unshift('nsenter', `--net=${options.networkNamespace}`);
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: options.cwd ?? repository,
    env: { ...process.env, ...MARK, NO_COLOR: '1', ...options.env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  return { child, stderr: () => stderr, finished };
}

export async function joulelab(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return await startJoulelab(args, options).finished;
}

/** Resolves when the program has printed `text` to stderr; fails with all of it when it ends without. */
export async function printed(started: Started, text: string): Promise<void> {
  let ended = false;
  void started.finished.then(() => {
    ended = true;
  });
  while (!started.stderr().includes(text)) {
    if (ended) throw new Error(`ended without printing ${text}:\n${started.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Writes a scenario into a new folder and gives its path. */
export function scenarioFile(text: string): string {
  const file = join(temporaryFolder(), 'usage_scenario.yml');
  writeFileSync(file, text);
  return file;
}

/** Short phases: what these tests look at does not depend on their length. */
export const SHORT = ['--baseline', '200ms', '--idle', '200ms', '--pause', '0ms'];

/** Measures a scenario and gives its report; fails with all output when the exit status is another than expected. */
export async function measure(
  text: string,
  options: StartOptions & { readonly args?: readonly string[]; readonly exitCode?: number } = {},
): Promise<RunReport> {
  const state = options.env?.['JOULELAB_STATE_DIR'] ?? temporaryFolder();
  const result = await joulelab(['run', scenarioFile(text), ...SHORT, '--json', ...(options.args ?? [])], {
    ...options,
    env: { ...options.env, JOULELAB_STATE_DIR: state },
  });
  if (result.exitCode !== (options.exitCode ?? 0)) {
    throw new Error(`exit status ${result.exitCode}:\n${result.stderr}\n${result.stdout.slice(0, 2000)}`);
  }
  return JSON.parse(result.stdout) as RunReport;
}

/** The total of a counter over a phase or flow: the sum that the report gives, else that of its details. */
export function total(report: RunReport, phase: string, metric: string, target: string): number {
  const found = report.phases.find(({ name }) => name === phase);
  if (found === undefined)
    throw new Error(`no phase ${phase} in ${report.phases.map(({ name }) => name).join(', ')}`);
  const figures = found.figures.filter((figure) => figure.metric === metric && figure.target === target);
  if (figures.length === 0) throw new Error(`no ${metric} of ${target} in ${phase}`);
  const whole = figures.find(({ detail }) => detail === undefined);
  return whole?.value ?? figures.reduce((sum, { value }) => sum + value, 0);
}
