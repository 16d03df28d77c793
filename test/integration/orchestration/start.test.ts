import { expect, test } from 'vitest';
import type { Service } from '../../../src/domain/scenario.ts';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

const outputs = (logs: readonly { command?: string; stream: string; text: string }[]) =>
  logs.filter(({ command, stream }) => command !== undefined && stream === 'stdout').map(({ text }) => text);

test('independent services start side by side', async () => {
  // Each says when it has begun and then waits for all others: one after the other they would never get ready.
  const names = ['a', 'b', 'c', 'd'];
  const mounts = [{ type: 'volume', source: 'meeting', target: '/meeting', readOnly: false } as const];
  const meet = `touch /meeting/$HOSTNAME; until [ $(ls /meeting | wc -l) = ${names.length} ]; do sleep 0.05; done`;
  const { measured } = await measure(
    scenario({
      volumes: ['meeting'],
      services: names.map((name) =>
        service(name, {
          mounts,
          command: ['bash', '-c', 'sleep infinity'],
          setupCommands: [{ argv: ['bash', '-c', meet], text: 'meet', detach: false }],
        }),
      ),
      flow: [flow('Go', 'a', sh('ls /meeting | xargs'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(outputs(measured.logs)).toEqual(['a b c d\n']);
});

test('a wait is told again with the time that has passed', async () => {
  const { measured, progress } = await measure(
    scenario({
      services: [
        service('init', { command: ['sleep', '3'] }),
        service('app', { dependsOn: [{ service: 'init', condition: 'service_completed_successfully' }] }),
      ],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  const waits = progress.filter((event) => event.kind === 'waiting');
  expect(waits[0]).toMatchObject({ container: 'init', what: 'completed, for app', elapsedMs: 0 });
  expect(waits[1]?.elapsedMs).toBeGreaterThanOrEqual(1900);
});

test('an init container that fails stops the start, with its output', async () => {
  const { measured } = await measure(
    scenario({
      services: [
        service('init', { command: ['sh', '-c', 'echo no schema >&2; exit 4'] }),
        service('app', { dependsOn: [{ service: 'init', condition: 'service_completed_successfully' }] }),
      ],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error?.code).toBe('start-failed');
  expect(measured.error?.details.failure).toMatchObject({ exitCode: 4, stderrTail: 'no schema' });
});

test('pause-after-phase freezes a container from then on, and it is taken down all the same', async () => {
  const states: Record<string, string> = {};
  const { measured, recording } = await measure(
    scenario({
      services: [
        service('app'),
        service('helper', { pauseAfterPhase: 'First', command: ['sh', '-c', 'while :; do sleep 0.1; done'] }),
      ],
      flow: [flow('First', 'app', sh('sleep 0.2')), flow('Second', 'app', sh('sleep 1'))],
    }),
    {
      async onProgress(event, engine) {
        if (event.kind !== 'command-begin') return;
        const containers = await engine.api.listContainers({
          filters: { label: ['io.joulelab.service=helper'] },
        });
        states[event.text] = containers[0]?.State ?? 'none';
      },
    },
  );
  expect(measured.error).toBeUndefined();
  expect(states).toEqual({ 'sleep 0.2': 'running', 'sleep 1': 'paused' });
  expect(recording.calls.indexOf('remove helper')).toBeGreaterThan(
    recording.calls.indexOf('mark [REMOVE] begin'),
  );
});

test.each<[string, readonly string[], string, string]>([
  ['shm_size', ['--shm-size=33554432'], 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2', '32768'],
  ['ulimits', ['--ulimit=nofile=123:456'], 'ulimit -Sn; ulimit -Hn', '123\n456'],
  [
    'tmpfs',
    ['--tmpfs=/scratch:size=1m'],
    'grep -o "tmpfs /scratch tmpfs" /proc/mounts',
    'tmpfs /scratch tmpfs',
  ],
  ['user and working_dir', ['--user=1234:99', '--workdir=/usr'], 'id -u; id -g; pwd', '1234\n99\n/usr'],
  ['read_only', ['--read-only'], 'touch /x 2>/dev/null || echo refused', 'refused'],
  ['init', ['--init'], 'cat /proc/1/comm', 'docker-init'],
  ['hostname', ['--hostname=other'], 'hostname', 'other'],
  ['extra_hosts', ['--add-host=there:192.0.2.7'], 'getent hosts there | cut -d" " -f1', '192.0.2.7'],
  ['sysctls', ['--sysctl=net.core.somaxconn=77'], 'cat /proc/sys/net/core/somaxconn', '77'],
  ['cap_drop', ['--cap-drop=ALL'], 'grep CapEff /proc/self/status | cut -f2', '0000000000000000'],
  [
    'pids',
    ['--pids-limit=50'],
    'cat /sys/fs/cgroup/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids/pids.max',
    '50',
  ],
])('the engine option for %s reaches the container', async (_, engineArgs, command, answer) => {
  const { measured } = await measure(
    scenario({ services: [service('app', { engineArgs })], flow: [flow('Ask', 'app', sh(command))] }),
  );
  expect(measured.error).toBeUndefined();
  expect(outputs(measured.logs).join('').trim()).toBe(answer);
});

test('a container with a terminal: its output, its notes and its commands are read right', async () => {
  const now = '1700000000000001';
  const say = `echo begun; echo "${now} a note"; echo to stderr >&2; sleep infinity`;
  const terminal = (engineArgs: readonly string[]): Partial<Service> => ({
    engineArgs,
    readNotesStdout: true,
    command: ['sh', '-c', say],
  });
  const { measured } = await measure(
    scenario({
      customMetrics: {},
      services: [service('app', terminal(['-t']))],
      flow: [flow('Go', 'app', sh('echo out; echo err >&2; exit 0'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.notes).toEqual([{ unixUs: Number(now), source: 'app', text: 'a note' }]);
  // A terminal is one stream: what the program writes to stderr is stdout, too.
  const own = measured.logs.filter(({ command }) => command === undefined);
  expect(own.map(({ stream, text }) => [stream, text.replaceAll('\r\n', '\n')])).toEqual([
    ['stdout', `begun\n${now} a note\nto stderr\n`],
  ]);
  const commands = measured.logs.filter(({ command }) => command !== undefined);
  expect(commands.map(({ stream, text }) => [stream, text])).toEqual([
    ['stdout', 'out\n'],
    ['stderr', 'err\n'],
  ]);
});

test('a network has the subnet that it is given, and is internal where it says so', async () => {
  const internal: boolean[] = [];
  const { measured } = await measure(
    scenario({
      networks: [{ name: 'inner', internal: true, subnet: '10.213.14.0/24' }],
      services: [
        service('fixed', { networks: [{ name: 'inner', aliases: [], ipv4Address: '10.213.14.200' }] }),
        service('free', { networks: [{ name: 'inner', aliases: [] }] }),
      ],
      flow: [
        flow(
          'Ask',
          'free',
          sh('getent hosts fixed | cut -d" " -f1'),
          sh('getent hosts free | cut -d. -f1-3'),
          sh('sleep 1'),
        ),
      ],
    }),
    {
      async onProgress(event, engine) {
        if (event.kind !== 'command-begin' || event.text !== 'sleep 1') return;
        const networks = await engine.api.listNetworks({ filters: { label: ['io.joulelab.run'] } });
        internal.push(...networks.map(({ Internal }) => Internal));
      },
    },
  );
  expect(measured.error).toBeUndefined();
  expect(outputs(measured.logs)).toEqual(['10.213.14.200\n', '10.213.14\n']);
  expect(internal).toEqual([true]);
});

test('a named volume is shared, and gone after the run', async () => {
  const mounts = [{ type: 'volume', source: 'data', target: '/data', readOnly: false } as const];
  const { measured, runId } = await measure(
    scenario({
      volumes: ['data'],
      services: [
        service('one', { mounts }),
        service('two', { mounts: mounts.map((mount) => ({ ...mount, readOnly: true })) }),
      ],
      flow: [
        flow('Write', 'one', sh('echo kept > /data/file')),
        flow('Read', 'two', sh('cat /data/file; touch /data/x 2>/dev/null || echo read-only')),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(outputs(measured.logs)).toEqual(['kept\nread-only\n']);
  await using engine = await connectEngine();
  const { Volumes } = await engine.api.listVolumes();
  expect((Volumes ?? []).filter(({ Name }) => Name.includes(runId))).toEqual([]);
});
