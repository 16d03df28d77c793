import { expect, test } from 'vitest';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

test('a detached command goes on beside the others, and its output is kept', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [
        flow(
          'Go',
          'app',
          sh('echo started; while [ ! -e /tmp/stop ]; do sleep 0.05; done; echo stopped', { detach: true }),
          sh('touch /tmp/stop; sleep 0.3'),
        ),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs.map(({ text }) => text)).toContain('started\nstopped\n');
}, 30_000);

test('a detached command that ended badly fails the run after [RUNTIME]', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [flow('First', 'app', sh('exit 6', { detach: true })), flow('Second', 'app', sh('sleep 0.3'))],
    }),
  );
  expect(measured.error?.details.failure?.exitCode).toBe(6);
  expect(measured.errorPhase).toBe('First');
  expect(measured.phases.find(({ name }) => name === 'Second')?.aborted).toBeUndefined();
}, 30_000);

test('a detached command that never ends is no error', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [flow('Go', 'app', sh('sleep 4713', { detach: true }), sh('true'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.phases.at(-1)?.name).toBe('[REMOVE]');
}, 30_000);

test('notes come from the scenario and from stdout, in order of their time', async () => {
  const { measured } = await measure(
    scenario({
      services: [
        service('app', {
          readNotesStdout: true,
          command: ['sh', '-c', 'echo 1000000000000001 from the container; sleep infinity'],
        }),
      ],
      flow: [
        flow(
          'Go',
          'app',
          sh('echo 1000000000000002 from the command; echo no note', {
            readNotesStdout: true,
            note: 'as planned',
          }),
        ),
      ],
    }),
  );
  expect(measured.notes.map(({ text, source }) => [source, text])).toEqual([
    ['app', 'from the container'],
    ['app', 'from the command'],
    ['app', 'as planned'],
  ]);
}, 30_000);

test('a log is cut at its size limit and says how much is missing', async () => {
  const bytes = 3 * 1024 * 1024;
  const { measured } = await measure(
    scenario({
      services: [service('app')],
      flow: [
        flow(
          'Talk',
          'app',
          sh(`head -c ${bytes} /dev/zero | tr '\\0' x`),
          sh('echo quiet', { logStdout: false }),
        ),
      ],
    }),
  );
  expect(measured.logs.map(({ text, cutBytes }) => text.length + cutBytes)).toEqual([bytes]);
  expect(measured.logs[0]?.cutBytes).toBe(2 * 1024 * 1024);
}, 30_000);

test('a container that ends by itself is data, until a flow needs it', async () => {
  const services = [service('app'), service('job', { command: ['sh', '-c', 'echo bye; sleep 0.2; exit 7'] })];
  const good = await measure(scenario({ services, flow: [flow('Go', 'app', sh('sleep 0.6'))] }));
  expect(good.measured.error).toBeUndefined();
  expect(good.measured.containers.find(({ name }) => name === 'job')?.exitCode).toBe(7);
  expect(good.measured.warnings.map(({ code }) => code)).toEqual(['container-gone', 'container-ended']);
  expect(good.recording.calls.filter((call) => call === 'remove job')).toHaveLength(1);
  expect(good.measured.logs).toContainEqual({
    container: 'job',
    stream: 'stdout',
    text: 'bye\n',
    cutBytes: 0,
  });

  const bad = await measure(
    scenario({ services, flow: [flow('Wait', 'app', sh('sleep 0.6')), flow('Need', 'job', sh('true'))] }),
  );
  expect(bad.measured.error?.code).toBe('flow-failed');
  expect(bad.measured.errorPhase).toBe('Need');
  expect(bad.measured.error?.details.failure).toMatchObject({ exitCode: 7, stdoutTail: 'bye' });
}, 30_000);

test('a container is frozen after the phase that it names', async () => {
  const count = 'while :; do echo x >> /tmp/count; sleep 0.05; done';
  const mounts = [{ type: 'volume', source: 'shared', target: '/tmp', readOnly: false } as const];
  const { measured } = await measure(
    scenario({
      services: [
        service('app', { mounts, folderDestination: '/repo' }),
        service('counter', {
          mounts,
          folderDestination: '/repo',
          command: ['sh', '-c', count],
          pauseAfterPhase: '[IDLE]',
        }),
      ],
      flow: [
        flow(
          'Look',
          'app',
          sh('a=$(wc -l < /tmp/count); sleep 0.5; b=$(wc -l < /tmp/count); echo $((b - a)) $((a > 0))'),
        ),
      ],
    }),
    { settings: { idleMs: 300 } },
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs.find(({ command }) => command !== undefined)?.text).toBe('0 1\n');
}, 30_000);

test('a flow that needs a frozen container says so', async () => {
  const { measured } = await measure(
    scenario({
      services: [service('app', { pauseAfterPhase: '[BOOT]' })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('flow-failed');
  expect(measured.error?.message).toContain('frozen by pause-after-phase');
}, 30_000);
