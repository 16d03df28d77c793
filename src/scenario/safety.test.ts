import { describe, expect, test } from 'vitest';
import { JoulelabError } from '../domain/errors.ts';
import { type Files, scenarioFolder, withService } from './testdata/scenario-folder.ts';

const FILES: Files = {
  'inside/file': 'x\n',
  out: { link: '/etc' },
  'inside/up': { link: '../../..' },
  'inside/loop': { link: 'loop' },
  'inside/dangling': { link: '/nowhere/at/all' },
  'docker.sock': { link: '/proc/self/mounts' },
};

/** What is refused by default: keys of a service, and a part of the message. */
const UNSAFE: [yaml: string, message: string][] = [
  ['volumes: ["/etc:/x"]', 'mounts "/etc", which leads to /etc'],
  ['volumes: ["/:/x"]', 'which leads to /, outside'],
  ['volumes: ["../..:/x"]', 'outside'],
  ['volumes: ["./inside/../../..:/x"]', 'outside'],
  ['volumes: ["./out:/x"]', 'mounts "./out", which leads to /etc'],
  ['volumes: ["./out/ssl:/x"]', 'which leads to /etc/ssl'],
  ['volumes: ["./inside/up:/x"]', 'outside'],
  ['volumes: ["./docker.sock:/x"]', 'outside'],
  ['volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]', 'outside'],
  ['volumes: ["./inside:/x:rw"]', 'mounts "./inside" writable'],
  ['volumes: [{type: bind, source: /etc, target: /x}]', 'outside'],
  ['volumes: [{type: bind, source: out, target: /x}]', 'outside'],
  ['volumes: [{type: bind, source: ./inside, target: /x, read_only: false}]', 'writable'],
  ['build: /etc', 'leads to /etc, outside'],
  ['build: ./out', 'leads to /etc, outside'],
  ['build: {context: inside, dockerfile: /etc/hostname}', 'leads to /etc/hostname, outside'],
  ['env_file: /etc/environment', 'outside'],
  ['env_file: ./out/hostname', 'outside'],
  ['ports: ["80:80"]', 'publishes the port 80:80'],
  ['ports: [80]', 'publishes the port 80'],
  ['ports: [{target: 80, published: 8080, protocol: udp, host_ip: 127.0.0.1}]', '127.0.0.1:8080:80/udp'],
  ['privileged: true', 'privileged: not allowed'],
  ['privileged: yes', 'privileged: not allowed'],
  ['cap_add: [SYS_ADMIN]', '"SYS_ADMIN" is not allowed'],
  ['devices: ["/dev/kvm:/dev/kvm"]', '"/dev/kvm:/dev/kvm" is not allowed'],
  ['security_opt: [seccomp=unconfined]', '"seccomp=unconfined" is not allowed'],
  ['security_opt: ["no-new-privileges:false"]', 'is not allowed'],
];

/** The same as docker-run-args. */
const UNSAFE_ARGS: [args: string, message: string][] = [
  ['--privileged', '"--privileged" is not allowed'],
  ['--privileged=true', '"--privileged" is not allowed'],
  ['--privileged=1', '"--privileged" is not allowed'],
  ['-t --privileged', '"--privileged" is not allowed'],
  ['--priv', 'unknown option "--priv"'],
  ['--use-api-socket', '"--use-api-socket" is not allowed'],
  ['--some-new-option=x', 'unknown option "--some-new-option"'],
  ['-v /etc:/x', 'which leads to /etc'],
  ['-v/etc:/x', 'which leads to /etc'],
  ['-v=/etc:/x', 'which leads to /etc'],
  ['-itv /etc:/x', 'which leads to /etc'],
  ['-itv/etc:/x', 'which leads to /etc'],
  ['--volume=/etc:/x', 'which leads to /etc'],
  ['--volume ./out:/x', 'which leads to /etc'],
  ["'--volume' '/etc:/x'", 'which leads to /etc'],
  ['--vol\\ume=/etc:/x', 'which leads to /etc'],
  ['--mount type=bind,source=/etc,target=/x', 'which leads to /etc'],
  ['--mount type=bind,src=/etc,dst=/x,readonly', 'which leads to /etc'],
  ['--mount TYPE=bind,SRC=/etc,DST=/x', 'which leads to /etc'],
  ['--volumes-from other', 'is not allowed'],
  ['--net host', '"--network=host" is not allowed'],
  ['--net=host', '"--network=host" is not allowed'],
  ['--network=container:other', 'is not allowed'],
  ['--pid=host', '"--pid=host" is not allowed'],
  ['--ipc host', 'is not allowed'],
  ['--uts=host', 'is not allowed'],
  ['--userns=host', 'is not allowed'],
  ['--cgroupns=host', 'is not allowed'],
  ['--cgroup-parent=/', 'is not allowed'],
  ['--cap-add ALL', 'is not allowed'],
  ['--device=/dev/sda', 'is not allowed'],
  ['--device-cgroup-rule "c 1:3 mr"', 'is not allowed'],
  ['--gpus all', 'is not allowed'],
  ['--security-opt apparmor=unconfined', 'is not allowed'],
  ['-p 80:80', 'is not allowed'],
  ['-p80:80', 'is not allowed'],
  ['-P', 'is not allowed'],
  ['-tP', 'is not allowed'],
  ['--env-file /etc/environment', 'is not allowed'],
  ['--label-file=/etc/passwd', 'is not allowed'],
  ['--cidfile /etc/cron.d/x', 'is not allowed'],
  ['--log-driver syslog', 'is not allowed'],
  ['--oom-score-adj=-1000', 'is not allowed'],
  ['--annotation io.katacontainers.config.hypervisor.path=/bin/sh', 'is not allowed'],
];

const ALL: [yaml: string, message: string][] = [
  ...UNSAFE,
  ...UNSAFE_ARGS.map(([args, message]): [string, string] => [
    `docker-run-args: [${JSON.stringify(args)}]`,
    message,
  ]),
];

test.each(ALL)('%s is refused as unsafe', async (yaml, message) => {
  using folder = scenarioFolder({ ...FILES, 'usage_scenario.yml': withService(yaml) });
  const error = await folder.refusal();
  expect(error.code).toBe('scenario-unsafe');
  expect(error.advice).toContain('--allow-unsafe');
  expect(error.details.faults?.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
  expect(error.details.faults?.[0]?.line).toBe(5);
});

test.each(ALL.filter(([yaml]) => !yaml.startsWith('build')))('%s is dropped by skipUnsafe', async (yaml) => {
  using folder = scenarioFolder({ ...FILES, 'usage_scenario.yml': withService(yaml) });
  const { services, warnings } = await folder.load({ skipUnsafe: true });
  expect(warnings.map((warning) => warning.code)).toEqual(['dropped-unsafe']);
  expect(services[0]).toMatchObject({ mounts: [], ports: [], environment: {} });
  expect(services[0]?.engineArgs.filter((word) => word !== '--tty' && word !== '--interactive')).toEqual([]);
});

test.each([
  ['volumes: ["/etc:/x"]', { mounts: [{ type: 'bind', source: '/etc', target: '/x', readOnly: false }] }],
  ['volumes: ["/etc:/x:ro"]', { mounts: [{ type: 'bind', source: '/etc', target: '/x', readOnly: true }] }],
  ['ports: ["80:80", {target: 5, published: 6}]', { ports: ['80:80', '6:5'] }],
  [
    'privileged: true\ncap_add: [X]\ndevices: [/dev/kvm]',
    { engineArgs: ['--cap-add=X', '--device=/dev/kvm', '--privileged'] },
  ],
  [
    'docker-run-args: ["--net host -p80:80 --new-option value"]',
    { engineArgs: ['--network=host', '--publish=80:80', '--new-option', 'value'] },
  ],
])('%s is let through by allowUnsafe', async (yaml, expected) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService(yaml) });
  const { services, warnings } = await folder.load({ allowUnsafe: true });
  expect(services[0]).toMatchObject(expected);
  expect(warnings).toEqual([]);
});

test.each([
  ['volumes: ["./inside/loop:/x"]', 'ELOOP'],
  ['volumes: ["./inside/dangling:/x"]', 'ENOENT'],
  [
    'docker-run-args: ["--mount type=volume,target=/x,volume-opt=device=/etc"]',
    '"volume-opt" is not supported',
  ],
  ['docker-run-args: ["-v other-volume:/x"]', 'there is no volume "other-volume"'],
  ['docker-run-args: ["--label io.joulelab.run=other"]', "is joulelab's own"],
  ['docker-run-args: ["--runtime runsc sh"]', '"sh" is no option'],
  ['image: --privileged', 'is no name of an image'],
  ['folder-destination: "/x:rw"', 'expected an absolute path in the container'],
  [
    'volumes: [{type: bind, source: ./inside, target: "/x,readonly=false"}]',
    'expected an absolute path in the container',
  ],
])('%s is refused whatever is allowed', async (yaml, message) => {
  const text = withService(yaml);
  using folder = scenarioFolder({
    ...FILES,
    'usage_scenario.yml': yaml.startsWith('image') ? text.replace('    image: busybox:1.35\n', '') : text,
  });
  const error = await folder.refusal({ allowUnsafe: true });
  expect(error.code).toBe('scenario-invalid');
  expect(error.details.faults?.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test('a scenario without an image is not run when its build is dropped', async () => {
  const text = withService('build: /etc').replace('    image: busybox:1.35\n', '');
  using folder = scenarioFolder({ 'usage_scenario.yml': text });
  expect((await folder.faults({ skipUnsafe: true })).map((fault) => fault.message)).toEqual([
    'services.web.build: nothing is left to run when the build is dropped',
  ]);
});

test('paths of the whole repository may be mounted, also from a scenario below its top', async () => {
  using folder = scenarioFolder({
    '.git': null,
    'data/x': 'x',
    'scenarios/usage_scenario.yml': withService('volumes: ["../data:/x"]'),
  });
  const { services } = await folder.load({ path: `${folder.path}/scenarios` });
  expect(services[0]?.mounts).toEqual([
    { type: 'bind', source: `${folder.path}/data`, target: '/x', readOnly: true },
  ]);
});

test('with other faults the scenario is invalid, and the unsafe parts are shown beside them', async () => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('privileged: true\ncpus: x') });
  const error = await folder.refusal();
  expect(error.code).toBe('scenario-invalid');
  expect(error.details.faults?.map((fault) => fault.line)).toEqual([5, 6]);
});

test.each(['/srv/repo', 'file:///srv/repo', '../other'])(
  'a relation to %s needs --allow-unsafe',
  async (url) => {
    using folder = scenarioFolder({
      'usage_scenario.yml': withService('init: true', `relations: {r: {url: "${url}"}}\n`),
    });
    expect((await folder.refusal()).code).toBe('scenario-unsafe');
    expect((await folder.load({ allowUnsafe: true })).relations).toEqual({ r: { url } });
    expect((await folder.load({ skipUnsafe: true })).relations).toEqual({});
  },
);

describe('a list of allowed docker-run-args', () => {
  const load = async (args: string, allowedRunArgs: readonly string[]) => {
    using folder = scenarioFolder({
      'usage_scenario.yml': withService(`docker-run-args: [${JSON.stringify(args)}]`),
    });
    const faults = await folder.load({ allowedRunArgs }).then(
      () => [],
      (error: unknown) => (error instanceof JoulelabError ? (error.details.faults ?? []) : [String(error)]),
    );
    return faults.length;
  };

  test.each([
    ['--security-opt=seccomp=unconfined', ['--security-opt=seccomp=unconfined'], 0],
    ['--device /dev/kvm --cap-add NET_ADMIN', ['--device /dev/\\w+ --cap-add NET_ADMIN'], 0],
    ['--some-new-flag', ['--some-new-.*'], 0],
    // A pattern stands for the whole string, and nothing before or after it is let through.
    ['--privileged --cap-add X', ['--cap-add X'], 2],
    ['--cap-add X --privileged', ['--cap-add X'], 2],
    ['--cap-add X|--privileged', ['--cap-add Y|--cap-add X'], 1],
    // Mounts have rules of their own, whatever the list says.
    ['-v /etc:/x', ['-v /etc:/x'], 1],
  ])('%s with %j has %i faults', async (args, allowed, faults) => {
    expect(await load(args, allowed)).toBe(faults);
  });
});
