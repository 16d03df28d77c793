import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelRoots } from '../../domain/environment.ts';
import { removeStaleCommandCgroups } from './command-cgroup.ts';
import { findCommand } from './find-command.ts';
import { parseOwnCgroups } from './own-cgroups.ts';

const MEASURE = new URL('./testdata/measure.ts', import.meta.url).pathname;
const HAS_CGROUP = process.getuid?.() === 0 && existsSync('/sys/fs/cgroup');

/** A hybrid machine has a tree of v2 beside those of v1. */
const HAS_UNIFIED = existsSync('/sys/fs/cgroup/unified/cgroup.procs');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'joulelab-exec-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Options = {
  root?: string;
  settings?: object;
  stdin?: string;
  env?: Record<string, string>;
  /** What to do with the measuring process once the command has printed something. */
  whenRunning?: (child: ChildProcess) => void;
};

async function measure(argv: readonly string[], options: Options = {}) {
  const runId = randomUUID().slice(0, 13);
  const words = [MEASURE, runId, options.root ?? '', JSON.stringify(options.settings ?? {}), ...argv];
  const child = spawn(process.execPath, words, { env: { ...process.env, ...options.env }, cwd: folder });
  if (options.whenRunning !== undefined) child.stdout.once('data', () => options.whenRunning?.(child));
  child.stdin.end(options.stdin ?? '');
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  const outcome = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
  return { runId, stdout, stderr, status, outcome };
}

/** Cgroups of a run that are left; looked for once more where the kernel has only just seen the last process end. */
async function cgroupsLeft(runId: string): Promise<string[]> {
  const look = () => globSync(`/sys/fs/cgroup/**/joulelab-exec-${runId}`);
  for (let tries = 0; tries < 20 && look().length > 0; tries += 1) await delay(50);
  return look();
}

describe('measureCommand', () => {
  it('passes streams, arguments and the exit status through, and marks around the command', async () => {
    const script = 'cat; printf "[%s]" "$0" "$@" >&2; exit 7';
    const { stdout, stderr, status, outcome } = await measure(
      ['sh', '-c', script, 'a b', '--', '-x', '*', ''],
      {
        stdin: 'from stdin',
      },
    );
    expect({ stdout, status }).toEqual({ stdout: 'from stdin', status: 7 });
    expect(stderr).toContain('[a b][--][-x][*][]');
    expect(outcome).toMatchObject({
      exitCode: 7,
      phases: [{ kind: 'phase', name: '[RUNTIME]', beginMark: 0, endMark: 1 }],
      marks: [{ label: '[RUNTIME] begin' }, { label: '[RUNTIME] end' }],
      targets: [{ kind: 'command', name: 'cmd' }],
      removed: ['cmd'],
    });
    expect(outcome.error).toBeUndefined();
  });

  it('leaves no descriptor of its own to the command', async () => {
    const { stdout } = await measure(['sh', '-c', '[ -e /proc/$$/fd/3 ] && echo left || echo none']);
    expect(stdout).toBe('none\n');
  });

  it.runIf(HAS_CGROUP)(
    'counts all descendants from their first cycle on, and nothing of the launcher',
    async () => {
      // Each process works for 0.3 s and prints its own account of the time it took, in steps of 10 ms.
      const burn = `perl -e 'do { 1 for 1..20000; ($u, $s) = times } while $u + $s < 0.3; print $u + $s, "\\n"'`;
      const { runId, outcome, stdout } = await measure(['sh', '-c', `(${burn}) & (${burn}); wait`]);
      const ownUs = stdout.split('\n').reduce((sum, line) => sum + Number(line) * 1e6, 0);
      const [begin, end] = outcome.marks;
      expect(outcome.warnings).toEqual([]);
      expect(ownUs).toBeGreaterThanOrEqual(600_000);
      expect(end.cpuUs - begin.cpuUs).toBeGreaterThan(ownUs - 30_000);
      expect(end.cpuUs - begin.cpuUs).toBeLessThan(ownUs + 100_000);
      expect(await cgroupsLeft(runId)).toEqual([]);
    },
  );

  it.runIf(HAS_CGROUP && HAS_UNIFIED)("makes a cgroup in the kernel's v2 tree, too", async () => {
    mkdirSync(join(folder, 'sys/fs'), { recursive: true });
    symlinkSync('/sys/fs/cgroup/unified', join(folder, 'sys/fs/cgroup'));
    symlinkSync('/proc', join(folder, 'proc'));
    const busy = `perl -e 'do { 1 for 1..20000; ($u, $s) = times } while $u + $s < 0.2'`;
    const { runId, outcome } = await measure(['sh', '-c', busy], { root: folder });
    const [begin, end] = outcome.marks;
    expect(outcome.warnings).toEqual([]);
    expect(outcome.targets[0].cgroup.v2).toMatch(new RegExp(`/joulelab-exec-${runId}$`));
    expect(end.cpuUs - begin.cpuUs).toBeGreaterThan(170_000);
    expect(await cgroupsLeft(runId)).toEqual([]);
  });

  it.runIf(HAS_CGROUP)('leaves background processes alone and tells of them', async () => {
    const { runId, outcome, stdout } = await measure(['sh', '-c', 'sleep 30 >/dev/null 2>&1 & echo $!']);
    const pid = Number(stdout);
    expect(outcome.warnings).toMatchObject([
      { code: 'processes-left', message: expect.stringContaining(String(pid)) },
    ]);
    expect(process.kill(pid, 0)).toBe(true);
    const left = globSync(`/sys/fs/cgroup/**/joulelab-exec-${runId}`);
    expect(left).not.toEqual([]);
    const env = { roots: kernelRoots() };
    expect(removeStaleCommandCgroups(env)).not.toEqual(expect.arrayContaining(left));
    process.kill(pid, 'SIGKILL');
    for (
      let tries = 0;
      tries < 40 && globSync(`/sys/fs/cgroup/**/joulelab-exec-${runId}`).length > 0;
      tries += 1
    ) {
      removeStaleCommandCgroups(env);
      await delay(50);
    }
    expect(await cgroupsLeft(runId)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    'hands %s on, and the command decides what it means',
    async (signal) => {
      const name = signal.slice(3);
      const script = `trap 'echo got ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`;
      const { stdout, status, outcome } = await measure(['sh', '-c', script], {
        whenRunning: (child) => child.kill(signal),
      });
      expect({ stdout, status }).toEqual({ stdout: `ready\ngot ${name}\n`, status: 9 });
      expect(outcome.error).toBeUndefined();
    },
  );

  it('gives 128 + N for a command that signal N ended', async () => {
    const { status, outcome } = await measure(['sh', '-c', 'kill -TERM $$']);
    expect({ status, exitCode: outcome.exitCode }).toEqual({ status: 143, exitCode: 143 });
  });

  it.each([
    [['no-such-command-anywhere'], 127],
    [['./no-such-file'], 127],
    [['./plain.txt'], 126],
  ])('%j cannot be started: exit status %i, nothing measured', async (argv, exitCode) => {
    writeFileSync(join(folder, 'plain.txt'), '');
    chmodSync(join(folder, 'plain.txt'), 0o644);
    const { status, outcome } = await measure(argv);
    expect(status).toBe(exitCode);
    expect(outcome).toMatchObject({ exitCode, phases: [], marks: [], error: { code: 'command-not-found' } });
  });

  it('measures the idle machine first when asked to', async () => {
    const { outcome } = await measure(['true'], { settings: { baselineMs: 100 } });
    expect(outcome.phases.map((phase: { name: string }) => phase.name)).toEqual(['[BASELINE]', '[RUNTIME]']);
    const [baseline] = outcome.phases;
    expect(baseline.endMonoUs - baseline.beginMonoUs).toBeGreaterThanOrEqual(99_000);
    expect(outcome.events).toEqual(['phase-begin', 'phase-end', 'phase-begin', 'phase-end']);
  });

  it('ends a command that runs longer than its limit, and keeps what was measured', async () => {
    const { status, outcome } = await measure(['sleep', '30'], { settings: { totalTimeoutMs: 200 } });
    expect(status).toBe(143);
    expect(outcome).toMatchObject({
      error: { code: 'timed-out' },
      errorPhase: '[RUNTIME]',
      phases: [{ name: '[RUNTIME]', aborted: true }],
    });
  });

  it.each([
    ['[BASELINE]', { baselineMs: 30_000 }],
    ['[RUNTIME]', {}],
  ])('is interrupted in %s', async (phase, settings) => {
    const { outcome } = await measure(['sleep', '30'], { settings, env: { ABORT_AFTER_MS: '300' } });
    expect(outcome).toMatchObject({
      error: { code: 'interrupted' },
      errorPhase: phase,
      phases: [{ name: phase, aborted: true }],
    });
  });

  it('falls back to the process tree where there are no cgroups', async () => {
    const { status, outcome } = await measure(['sh', '-c', 'exit 3'], { root: folder });
    expect(status).toBe(3);
    expect(outcome.warnings).toMatchObject([{ code: 'process-tree' }]);
    expect(outcome.targets).toMatchObject([
      { kind: 'command', pid: expect.any(Number), parentPid: expect.any(Number) },
    ]);
    expect(outcome.targets[0].cgroup).toBeUndefined();
  });

  it('falls back to the process tree where a cgroup is just a folder, and removes the folder', async () => {
    const cgroupfs = join(folder, 'sys/fs/cgroup');
    mkdirSync(cgroupfs, { recursive: true });
    writeFileSync(join(cgroupfs, 'cgroup.controllers'), 'cpu io memory\n');
    writeFileSync(join(cgroupfs, 'cgroup.procs'), '');
    const { outcome } = await measure(['true'], { root: folder });
    expect(outcome.warnings).toMatchObject([{ code: 'process-tree' }]);
    expect(readdirSync(cgroupfs).toSorted()).toEqual(['cgroup.controllers', 'cgroup.procs']);
  });
});

describe('findCommand', () => {
  it('looks through the whole path and prefers what can be executed', async () => {
    mkdirSync(join(folder, 'a/tool'), { recursive: true });
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'b/tool'), '', { mode: 0o755 });
    expect(await findCommand('tool', folder, 'a')).toBe('not-executable');
    expect(await findCommand('tool', folder, 'a:b')).toBe('executable');
    expect(await findCommand('tool', folder, '')).toBe('missing');
    expect(await findCommand('b/tool', folder, '')).toBe('executable');
  });
});

describe('parseOwnCgroups', () => {
  it('reads hybrid and v2 machines', () => {
    const hybrid = '9:name=systemd:/\n4:memory:/a:b\n2:cpu,cpuacct:/x\n0::/user.slice\n';
    expect(Object.fromEntries(parseOwnCgroups(hybrid))).toEqual({
      'name=systemd': '/',
      memory: '/a:b',
      cpu: '/x',
      cpuacct: '/x',
      '': '/user.slice',
    });
  });
});
