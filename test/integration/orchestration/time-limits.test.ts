import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { removeContainer } from '../../../src/orchestration/engine/containers.ts';
import { connectEngine, removeLeftovers } from '../../../src/orchestration/index.ts';
import { measure, newRunId } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

/** Processes of the machine whose command line holds a word that only the test uses. */
function processesWith(word: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.startsWith('sleep ') && line.includes(word));
}

test('a flow that takes too long is broken off, and its process does not go on', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [flow('Slow', 'app', sh('echo begun; exec sleep 4711.5'))],
    }),
    { settings: { flowTimeoutMs: 500 } },
  );
  expect(measured.error?.code).toBe('timed-out');
  expect(measured.error?.details.failure).toMatchObject({ container: 'app', stdoutTail: 'begun' });
  expect(measured.errorPhase).toBe('Slow');
  expect(measured.phases.at(-1)).toMatchObject({ name: 'Slow', aborted: true });
  expect(processesWith('4711.5')).toEqual([]);
}, 30_000);

test('a command that takes too long is broken off, however much time its flow has', async () => {
  const settings = { commandTimeoutMs: 1_000 };
  const within = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh('sleep 0.6'), sh('sleep 0.6'))] }),
    { settings },
  );
  expect(within.measured.error).toBeUndefined();
  const { measured } = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh('true'), sh('exec sleep 4712.5'))] }),
    { settings },
  );
  expect(measured.error?.code).toBe('timed-out');
  expect(measured.error?.advice).toContain('--command-timeout');
  expect(measured.error?.details.failure?.command).toContain('sleep 4712.5');
  expect(measured.errorPhase).toBe('Go');
  expect(processesWith('4712.5')).toEqual([]);
}, 30_000);

test('the total time is limited too', async () => {
  const { measured } = await measure(
    scenario({ services: [service('app')], flow: [flow('Go', 'app', sh('true'))] }),
    { settings: { totalTimeoutMs: 300, baselineMs: 60_000 } },
  );
  expect(measured.error?.code).toBe('timed-out');
  expect(measured.phases.map(({ name, aborted }) => [name, aborted])).toEqual([['[BASELINE]', true]]);
}, 30_000);

test('an interrupt in [RUNTIME] ends the run and leaves nothing behind', async () => {
  const interrupt = new AbortController();
  const { measured } = await measure(
    scenario({
      services: [
        service('app', { mounts: [{ type: 'volume', source: 'data', target: '/data', readOnly: false }] }),
      ],
      flow: [flow('Slow', 'app', sh('sleep 4712.5'))],
    }),
    {
      signal: interrupt.signal,
      onProgress: (event) => {
        if (event.kind === 'command-begin') setTimeout(() => interrupt.abort(), 300);
      },
    },
  );
  expect(measured.error?.code).toBe('interrupted');
  expect(measured.phases.at(-1)).toMatchObject({ name: 'Slow', aborted: true });
  expect(processesWith('4712.5')).toEqual([]);
}, 30_000);

test('an interrupt in [BOOT] waits for containers in the making and removes them', async () => {
  const interrupt = new AbortController();
  const { measured } = await measure(
    scenario({ services: [service('one'), service('two')], flow: [flow('Go', 'one', sh('true'))] }),
    {
      signal: interrupt.signal,
      onProgress: (event) => {
        if (event.kind === 'step' && event.text.startsWith('Starting')) interrupt.abort();
      },
    },
  );
  expect(measured.error?.code).toBe('interrupted');
  expect(measured.errorPhase).toBe('[BOOT]');
}, 30_000);

test('leftovers of one run are removed by label, again and again, and nothing else is touched', async () => {
  await using engine = await connectEngine();
  const runId = newRunId();
  const labels = { 'io.joulelab.run': runId, 'io.joulelab.created': '2026-01-01T00:00:00Z' };
  const bystander = await engine.api.createContainer({
    Image: 'busybox:1.35',
    Cmd: ['sleep', '1000'],
    name: `bystander-${runId}`,
    Labels: { 'io.joulelab.other': runId },
  });
  try {
    const network = await engine.api.createNetwork({ Name: `joulelab-${runId}-net`, Labels: labels });
    await engine.api.createVolume({ Name: `joulelab-${runId}-data`, Labels: labels });
    const container = await engine.api.createContainer({
      Image: 'busybox:1.35',
      Cmd: ['sleep', '1000'],
      name: `joulelab-${runId}-app`,
      Labels: labels,
      HostConfig: { NetworkMode: network.id, Binds: [`joulelab-${runId}-data:/data`] },
    });
    await container.start();
    const names = {
      containers: [`joulelab-${runId}-app`],
      networks: [`joulelab-${runId}-net`],
      volumes: [`joulelab-${runId}-data`],
    };
    expect(await removeLeftovers(engine, { runId })).toEqual({ ...names, runs: [runId] });
    expect(await removeLeftovers(engine, { runId })).toEqual({
      containers: [],
      networks: [],
      volumes: [],
      runs: [],
    });
    expect((await bystander.inspect()).Name).toBe(`/bystander-${runId}`);
  } finally {
    await removeLeftovers(engine, { runId });
    await removeContainer(engine, bystander.id);
  }
}, 30_000);
