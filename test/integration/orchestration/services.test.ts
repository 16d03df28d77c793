import { expect, test } from 'vitest';
import { connectEngine } from '../../../src/orchestration/index.ts';
import { measure } from './support/measure.ts';
import { flow, scenario, service, sh } from './support/scenarios.ts';

/** A server that sends one line to each connection, in the perl of the base image. */
const SERVE = `use Socket; socket(S, PF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1);
bind(S, sockaddr_in(8080, INADDR_ANY)) or die; listen(S, 5); while (accept(C, S)) { print C "hello over the network\\n"; close C }`;

test('services reach each other by key, container name and alias', async () => {
  const ask = (name: string) =>
    sh('', {
      argv: [
        'bash',
        '-c',
        `for i in 1 2 3 4 5 6 7 8 9; do exec 3<>/dev/tcp/${name}/8080 && break; sleep 0.1; done; cat <&3`,
      ],
    });
  const { measured } = await measure(
    scenario({
      networks: [{ name: 'inner', internal: true }],
      services: [
        service('server', {
          containerName: 'the-server',
          command: ['perl', '-e', SERVE],
          networks: [{ name: 'inner', aliases: ['alias.test'], ipv4Address: '10.123.45.67' }],
        }),
        service('client', { networks: [{ name: 'inner', aliases: [] }] }),
      ],
      flow: [
        flow(
          'Ask',
          'client',
          ask('server'),
          ask('the-server'),
          ask('alias.test'),
          sh('getent hosts server | cut -d" " -f1'),
        ),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
  const hello = 'hello over the network\n';
  const answers = measured.logs.filter(
    ({ container, stream }) => container === 'client' && stream === 'stdout',
  );
  expect(answers.map(({ text }) => text)).toEqual([hello, hello, hello, '10.123.45.67\n']);
}, 30_000);

test('services without networks share one, and several networks are joined', async () => {
  const { measured } = await measure(
    scenario({
      networks: [
        { name: 'a', internal: false },
        { name: 'b', internal: false },
      ],
      services: [
        service('both', {
          networks: [
            { name: 'a', aliases: [] },
            { name: 'b', aliases: [] },
          ],
        }),
        service('only-b', { networks: [{ name: 'b', aliases: [] }] }),
        service('one'),
        service('two'),
      ],
      flow: [
        flow('B', 'only-b', sh('getent hosts both')),
        flow('Default', 'one', sh('getent hosts two && ! getent hosts both')),
      ],
    }),
  );
  expect(measured.error).toBeUndefined();
}, 30_000);

test('a service waits for a healthy one and for one that has completed', async () => {
  const mounts = [{ type: 'volume', source: 'shared', target: '/shared', readOnly: false } as const];
  const note = (text: string) => `echo ${text} >> /shared/order`;
  const { measured, progress } = await measure(
    scenario({
      volumes: ['shared'],
      services: [
        service('init', { mounts, command: ['sh', '-c', `sleep 0.3; ${note('init')}`] }),
        service('db', {
          mounts,
          command: ['sh', '-c', `sleep 0.3; ${note('db')}; touch /tmp/up; sleep infinity`],
          healthcheck: {
            disable: false,
            test: ['CMD', 'test', '-e', '/tmp/up'],
            intervalMs: 200,
            retries: 50,
          },
        }),
        service('app', {
          mounts,
          command: ['sh', '-c', `${note('app')}; sleep infinity`],
          dependsOn: [
            { service: 'init', condition: 'service_completed_successfully' },
            { service: 'db', condition: 'service_healthy' },
          ],
        }),
        service('last', {
          mounts,
          dependsOn: [{ service: 'app', condition: 'service_started' }],
          setupCommands: [{ argv: ['sh', '-c', note('last')], text: 'note', detach: false }],
        }),
      ],
      flow: [flow('Look', 'app', sh('sort /shared/order | head -2; tail -2 /shared/order | sort'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  expect(measured.logs.find(({ phase }) => phase === 'Look')?.text).toMatch(/^app\ndb\n/);
  expect(progress.filter(({ kind }) => kind === 'waiting')).toHaveLength(2);
  expect(measured.warnings.map(({ code }) => code)).toEqual(['container-gone']);
}, 30_000);

test('an unhealthy service, one that never is, and one that ends are told apart', async () => {
  const on = (changes: object) =>
    scenario({
      services: [
        service('db', changes),
        service('app', { dependsOn: [{ service: 'db', condition: 'service_healthy' }] }),
      ],
      flow: [flow('Go', 'app', sh('true'))],
    });
  const check = (script: string) => ({
    disable: false,
    test: ['CMD-SHELL', script],
    intervalMs: 100,
    retries: 1,
  });

  const unhealthy = await measure(on({ healthcheck: check('echo not yet; exit 1') }));
  expect(unhealthy.measured.error?.code).toBe('not-ready');
  expect(unhealthy.measured.error?.message).toContain('not yet');

  const late = await measure(on({ healthcheck: { ...check('exit 1'), retries: 1000 } }), {
    settings: { bootTimeoutMs: 700 },
  });
  expect(late.measured.error?.code).toBe('not-ready');
  expect(late.measured.error?.message).toContain('within 0.7 s');

  const ended = await measure(
    on({ healthcheck: check('exit 1'), command: ['sh', '-c', 'echo gave up; exit 9'] }),
  );
  expect(ended.measured.error?.code).toBe('start-failed');
  expect(ended.measured.error?.details.failure).toMatchObject({ exitCode: 9, stdoutTail: 'gave up' });

  const none = await measure(on({}));
  expect(none.measured.error?.message).toContain('no health check');
}, 60_000);

test('a user container of the same name is neither met nor touched', async () => {
  await using engine = await connectEngine();
  const theirs = await engine.api.createContainer({
    Image: 'busybox:1.35',
    Cmd: ['true'],
    name: 'joulelab-test-same-name',
  });
  try {
    const { measured } = await measure(
      scenario({
        services: [service('app', { containerName: 'joulelab-test-same-name' })],
        flow: [flow('Go', 'joulelab-test-same-name', sh('true'))],
      }),
    );
    expect(measured.error).toBeUndefined();
    expect((await theirs.inspect()).Id).toBe(theirs.id);
  } finally {
    await theirs.remove({ force: true });
  }
}, 30_000);

test('a container in the host network has no network of its own to be recorded', async () => {
  const { measured, recording } = await measure(
    scenario({
      services: [service('app', { engineArgs: ['--network', 'host'] })],
      flow: [flow('Go', 'app', sh('true'))],
    }),
  );
  expect(measured.error).toBeUndefined();
  const containers = recording.targets.filter(({ kind }) => kind === 'container');
  expect(containers).toMatchObject([{ name: 'app', ownNetwork: false }]);
}, 30_000);
