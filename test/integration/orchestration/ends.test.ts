import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { readContainerOutput } from '../../../src/orchestration/engine/container-logs.ts';
import { connectEngine, removeLeftovers } from '../../../src/orchestration/index.ts';
import { measure, newRunId } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

const MIB = 1024 * 1024;
const EAT = 'perl -e \'my $x = "x" x (200 * 1024 * 1024); print length $x\'';
const GO = [flow('Go', 'app', sh('true'))];

test.each([
  ['is not there', ['/nosuch'], 'does not contain the command'],
  ['cannot be executed', ['/etc/passwd'], 'chmod +x'],
])(
  'an entrypoint that %s',
  async (_what, entrypoint, advice) => {
    const { measured } = await measure(
      scenario({ services: [service('app', { entrypoint, command: [] })], flow: GO }),
    );
    expect(measured.error).toMatchObject({ code: 'start-failed', advice: expect.stringContaining(advice) });
    expect(measured.error?.message).toContain('Container app does not start');
    expect(measured.error?.details.failure).toMatchObject({ container: 'app', command: entrypoint[0] });
    expect(measured.error?.details.failure?.exitCode).toBeGreaterThan(125);
    expect(measured.errorPhase).toBe('[BOOT]');
  },
  30_000,
);

test.each([0, 3])(
  'a container that exits at once with %i, though a flow needs it',
  async (exitCode) => {
    const command = ['sh', '-c', `echo last words; exit ${exitCode}`];
    // Long enough that it has ended, and its event has come, before the flow begins.
    const settings = { idleMs: 1_500 };
    const { measured } = await measure(scenario({ services: [service('app', { command })], flow: GO }), {
      settings,
    });
    expect(measured.error?.code).toBe('flow-failed');
    expect(measured.error?.message).toContain(`container app has ended with exit code ${exitCode}`);
    expect(measured.error?.details.failure).toMatchObject({ exitCode, stdoutTail: 'last words' });
    expect(measured.error?.advice).toContain('sleep infinity');
  },
  30_000,
);

test('a container whose program wants a terminal gets advice about `tty`, and runs with one', async () => {
  const command = [
    'sh',
    '-c',
    'test -t 1 || { echo "the output is not a tty" >&2; exit 1; }; sleep infinity',
  ];
  const without = await measure(scenario({ services: [service('app', { command })], flow: GO }));
  expect(without.measured.error?.advice).toContain('tty: true');
  const withOne = service('app', { command, engineArgs: ['--tty'] });
  const { measured } = await measure(scenario({ services: [withOne], flow: GO }));
  expect(measured.error).toBeUndefined();
}, 30_000);

test('a port that another process has', async () => {
  const holder = createServer().listen(0, '0.0.0.0');
  try {
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const { measured } = await measure(
      scenario({ services: [service('app', { ports: [`${port}:80`] })], flow: GO }),
    );
    expect(measured.error?.code).toBe('start-failed');
    expect(measured.error?.message).toContain(String(port));
    expect(measured.error?.advice).toContain('has this port');
  } finally {
    holder.close();
  }
}, 30_000);

test('a container that ends under its command is what the error is about, with the time of its event', async () => {
  const before = Date.now() * 1000;
  const command = ['sh', '-c', 'sleep 0.5; echo why >&2; exit 4'];
  const { measured } = await measure(
    scenario({
      services: [service('app', { command })],
      flow: [flow('Go', 'app', sh('echo working; sleep 4713.5'))],
    }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.error?.message).toMatch(/^Flow "Go": container app ended with exit code 4 while/);
  expect(measured.error?.message).toContain('working');
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 4, stderrTail: 'why' });
  const [app] = measured.containers;
  expect(app?.exitCode).toBe(4);
  expect(app?.endedUnixUs).toBeGreaterThan(before);
  expect(app?.endedUnixUs).toBeLessThan(Date.now() * 1000);
}, 30_000);

test("a container that dies in another one's flow is told of at once, and the run goes on", async () => {
  const services = [service('app'), service('other', { command: ['sh', '-c', 'sleep 0.5; exit 9'] })];
  const { measured, progress } = await measure(
    scenario({ services, flow: [flow('Long', 'app', sh('sleep 1.5')), flow('After', 'app', sh('true'))] }),
  );
  expect(measured.error).toBeUndefined();
  const told = progress.findIndex(
    (event) => event.kind === 'warning' && event.warning.code === 'container-ended',
  );
  const over = progress.findIndex((event) => event.kind === 'phase-end' && event.name === 'Long');
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(over);
  const warning = measured.warnings.find(({ code }) => code === 'container-ended')?.message ?? '';
  expect(warning).toMatch(/other ended by itself in Long at 20\d\d-.*Z with exit code 9/);
}, 30_000);

test('a container that the kernel ends for memory', async () => {
  const command = ['sh', '-c', `sleep 0.5; exec ${EAT}`];
  const { measured } = await measure(
    scenario({
      services: [service('app', { command, limits: { memoryBytes: 32 * MIB } })],
      flow: [flow('Go', 'app', sh('sleep 4714.5'))],
    }),
  );
  expect(measured.error?.message).toContain('container app ended with exit code 137');
  expect(measured.error?.details.failure?.oomKilled).toBe(true);
  expect(measured.error?.advice).toContain('mem_limit');
}, 30_000);

test('lack of memory counts for the command in which it happened, and no later one', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app', { limits: { memoryBytes: 32 * MIB } })],
      flow: [
        flow('Eat', 'app', sh(EAT, { ignoreErrors: true })),
        flow('Kill', 'app', sh('sleep 1.2; kill -9 $$')),
      ],
    }),
  );
  expect(measured.errorPhase).toBe('Kill');
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 137, oomKilled: false });
  expect(measured.error?.advice).toContain('no lack of memory');
  expect(measured.warnings).toContainEqual({
    code: 'out-of-memory',
    message: 'Container app ran out of memory.',
  });
}, 30_000);

test('a command that a signal ends', async () => {
  const { measured } = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh('kill -SEGV $$'))] }),
  );
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 139, oomKilled: false });
  expect(measured.error?.advice).toContain('SIGSEGV');
}, 30_000);

test('a setup command that never ends', async () => {
  const setup = { argv: ['sleep', '4715.5'], text: 'sleep 4715.5', detach: false };
  const { measured } = await measure(
    scenario({ services: [service('app', { setupCommands: [setup] })], flow: GO }),
    { settings: { flowTimeoutMs: 300 } },
  );
  expect(measured.error?.code).toBe('timed-out');
  expect(measured.error?.details.failure?.command).toBe('sleep 4715.5');
  expect(measured.errorPhase).toBe('[BOOT]');
}, 30_000);

test('a stop that needs SIGKILL waits as long as the service says, and is no error', async () => {
  const command = ['sh', '-c', "trap '' TERM; while :; do sleep 0.1; done"];
  const { measured, progress } = await measure(
    scenario({ services: [service('app', { command, stopGracePeriodMs: 2000 })], flow: GO }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.warnings).toEqual([]);
  const begin = progress.findIndex((event) => event.kind === 'phase-begin' && event.name === '[REMOVE]');
  expect(progress.slice(begin).map(({ kind }) => kind)).toEqual(['phase-begin', 'phase-end']);
  expect(measured.containers[0]?.exitCode).toBeUndefined();
}, 30_000);

test('much output is read as long as there is time, and what was read counts', async () => {
  await using engine = await connectEngine();
  const runId = newRunId();
  const container = await engine.api.createContainer({
    Image: 'busybox:1.35',
    Cmd: ['sh', '-c', 'dd if=/dev/zero bs=1000000 count=20 | tr "\\000" x'],
    Labels: { 'io.joulelab.run': runId },
  });
  try {
    await container.start();
    await container.wait();
    const options = { keepBytes: 10, tty: false };
    const all = await readContainerOutput(engine, container.id, options);
    expect(all?.complete).toBe(true);
    expect(all?.stdout.cutBytes()).toBe(20_000_000 - 10);
    const some = await readContainerOutput(engine, container.id, {
      ...options,
      signal: AbortSignal.timeout(1),
    });
    expect(some?.complete).toBe(false);
    expect(some?.stdout.cutBytes()).toBeLessThan(20_000_000 - 10);
  } finally {
    await removeLeftovers(engine, { runId });
  }
}, 60_000);
