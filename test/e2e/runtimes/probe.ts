import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ProbeOutcome, ProbeReport } from '../../../src/domain/runtimes.ts';
import { joulelab, printed, startJoulelab, temporaryFolder } from '../../support/joulelab.ts';
import type { OwnEngine } from '../../support/own-engine.ts';

/** What is to be found under any runtime that shares the machine's kernel and has cgroups. */
export const WORKS: Readonly<Record<string, ProbeOutcome>> = {
  ...Object.fromEntries(
    (
      'run,exec,exec-stdin,exec-tty,logs,stop,health-check,bind-mount,cpu-limit,memory-limit,out-of-memory,published-port,' +
      'network-address,network-name,host-network,pause,engine-stats,cpu-accounting,network-accounting,nested-engine,systemd'
    )
      .split(',')
      .map((name) => [name, 'passed' as const]),
  ),
  'own-kernel': 'failed',
  'kernel-modules': 'failed',
  kubernetes: 'skipped',
  gpu: existsSync('/dev/nvidiactl') ? 'passed' : 'skipped',
};

/** Enough for what works; what waits for ever is ended sooner. */
export const SOON = ['--timeout', '45s'];

const MAIN_IMAGE = ['--image', 'debian:bookworm-slim'];

type Environment = Readonly<Record<string, string>>;

/** A probe of the program itself; fails with all output when it does not end well. */
export async function probe(
  args: readonly string[],
  env: Environment,
  networkNamespace?: string,
): Promise<ProbeReport> {
  const words = ['runtimes', 'probe', ...args, ...MAIN_IMAGE, '--json'];
  const { exitCode, stdout, stderr } = await joulelab(words, { env, networkNamespace });
  if (exitCode !== 0) throw new Error(`exit status ${exitCode}:\n${stderr}\n${stdout}`);
  return JSON.parse(stdout) as ProbeReport;
}

export function outcomes({ runtimes }: ProbeReport, name: string): Readonly<Record<string, ProbeOutcome>> {
  const results = runtimes.find(({ runtime }) => runtime.name === name)?.results ?? [];
  return Object.fromEntries(results.map(({ capability, outcome }) => [capability, outcome]));
}

function evidence({ runtimes }: ProbeReport, name: string, wanted: string): string {
  const results = runtimes.find(({ runtime }) => runtime.name === name)?.results ?? [];
  return results.find(({ capability }) => capability === wanted)?.evidence ?? '';
}

/** `joulelab runtimes probe` on an engine with runc, runsc, a runsc-kvm that hangs and a runtime `missing`. */
export function probeTests(given: () => { readonly engine: OwnEngine; readonly env: Environment }): void {
  it('the whole suite under runc and gVisor: what is known to work works, and what is known not to does not', async () => {
    const { engine, env } = given();
    const report = await probe(['runc', 'runsc', 'missing', ...SOON], env, engine.networkNamespace());
    expect(outcomes(report, 'runc')).toEqual(WORKS);
    const { 'nested-engine': nested, systemd, ...others } = outcomes(report, 'runsc');
    const { 'nested-engine': _, systemd: __, ...works } = WORKS;
    expect(others).toEqual({ ...works, 'own-kernel': 'passed' });
    const release = report.runtimes.find(({ runtime }) => runtime.name === 'runsc')?.runtime.version;
    if (release?.includes('20221219')) {
      expect(nested).toMatch(/^(failed|hung)$/);
      expect(systemd).toBe('failed');
      expect(evidence(report, 'runsc', 'systemd')).toContain('it ended with exit code 255');
    }
    // Newer releases may do better.
    for (const outcome of [nested, systemd]) expect(outcome).toMatch(/^(passed|failed|hung)$/);
    expect(evidence(report, 'runc', 'memory-limit')).toMatch(
      /^(8\d|9\d|1[012]\d) MiB in use with a limit of 128 MiB/,
    );
    const missing = report.runtimes.find(({ runtime }) => runtime.name === 'missing');
    expect(missing).toMatchObject({
      results: [],
      runtime: { usable: false, reason: expect.stringContaining('/nowhere/runtime does not exist') },
    });
  });

  it('the stored report is shown again, as a matrix, as files, and against another', async () => {
    const { id } = await probe(['runc', '--only', 'run'], given().env);
    const folder = temporaryFolder();
    const files = ['--html', `${folder}/matrix.html`, '--markdown', `${folder}/matrix.md`];
    const shown = await joulelab(['runtimes', 'probe', '--show', id.slice(0, 6), ...files], {
      env: given().env,
    });
    expect(shown.stdout).toMatch(/^ {2}run +✓/m);
    expect(readFileSync(`${folder}/matrix.md`, 'utf8')).toContain('| run | ✓ |');
    expect(readFileSync(`${folder}/matrix.html`, 'utf8')).toContain(
      'title="output and exit code 7 came back"',
    );
    const second = await probe(['runc', '--only', 'run'], given().env);
    const compared = await joulelab(['runtimes', 'probe', '--compare', id, second.id], { env: given().env });
    expect(compared.stdout).toContain('1 capabilities were asked about in both, with the same outcome');
    const unknown = await joulelab(['runtimes', 'probe', '--show', 'zz'], { env: given().env });
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(second.id) });
  });

  it('the list of runtimes tells what a probe found, and what it did not ask as documents have it', async () => {
    await probe(['runc', '--only', 'run,kernel-modules'], given().env);
    const { exitCode, stdout, stderr } = await joulelab(['runtimes'], { env: given().env });
    expect(exitCode, stderr).toBe(0);
    const today = new Date().toISOString().slice(0, 10);
    expect(stdout).toMatch(new RegExp(`\\nrunc: .*\\n  Verified here on ${today}: \\d+ of \\d+ work\\.`));
    expect(stdout).toMatch(/\n {2}runc .* ✗ /);
    expect(stdout).toMatch(/\n {2}crun .* partly .*no .*yes/);
  });

  it('a runtime that hangs is timed out and cleaned up, and the engine still answers', async (context) => {
    if (!existsSync('/dev/kvm')) context.skip('there is no /dev/kvm: this runtime fails at once here');
    const flags = readFileSync('/proc/cpuinfo', 'utf8');
    if (/\b(vmx|svm)\b/.test(flags)) context.skip('/dev/kvm works here: this runtime does not hang');
    const report = await probe(
      ['runsc-kvm', 'runc', '--force', '--only', 'exec', '--timeout', '8s'],
      given().env,
    );
    expect(outcomes(report, 'runsc-kvm')).toEqual({ run: 'hung', exec: 'skipped' });
    expect(evidence(report, 'runsc-kvm', 'run')).toMatch(
      /no answer within 8 s to docker run; \d+ processes killed/,
    );
    expect(evidence(report, 'runsc-kvm', 'exec')).toBe('not asked: run hung');
    expect(outcomes(report, 'runc')).toEqual({ run: 'passed', exec: 'passed' });
    expect(sandboxes(given().engine.host)).toEqual([]);
  });

  it('Ctrl-C in the middle leaves nothing behind and stores nothing', async () => {
    const before = await joulelab(['runtimes', 'probe', '--show', '--json'], { env: given().env });
    const started = startJoulelab(['runtimes', 'probe', 'runc', ...MAIN_IMAGE], { env: given().env });
    await printed(started, 'run passed');
    await delay(500);
    started.child.kill('SIGINT');
    expect((await started.finished).exitCode).toBe(130);
    const after = await joulelab(['runtimes', 'probe', '--show', '--json'], { env: given().env });
    expect(after.stdout).toBe(before.stdout);
  });

  it.each([
    [['nosuch'], 3, 'nosuch'],
    [['--only', 'fly'], 2, 'probe fly'],
    [['--compare', 'one'], 2, 'takes two ids'],
    [['runc', '--image', 'localhost:9/none:1'], 3, 'localhost:9/none:1'],
  ])('%j is refused', async (args, exitCode, text) => {
    const result = await joulelab(['runtimes', 'probe', ...args], { env: given().env });
    expect(result).toMatchObject({ exitCode, stderr: expect.stringContaining(text) });
  });
}

/** gVisor's processes of containers of this engine. */
function sandboxes(host: string): string[] {
  const folder = host.replace('unix://', '').replace('/engine.sock', '');
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return words.includes(folder) && words.startsWith('runsc');
    } catch {
      return false;
    }
  });
}
