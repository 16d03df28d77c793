import { expect, test } from 'vitest';
import { type Files, scenarioFolder, withService } from './testdata/scenario-folder.ts';

const REPO: Files = {
  'app/Dockerfile': 'FROM busybox\n',
  'app/other.Dockerfile': 'FROM busybox\n',
  'conf/a.conf': 'x\n',
  'one.env': '# note\nA=1\nB="two words" # note\n\nexport C=\'x\'\n',
  'two.env': 'A=2\nEMPTY=\n',
};
const MORE = 'networks: [net, other]\nvolumes: {data: }\n';

/** Keys of a service, and what they become in the domain's Service. */
const KEYS: readonly (readonly [yaml: string, expected: object])[] = [
  ['container_name: front', { key: 'web', containerName: 'front' }],
  ['command: sh -c "sleep 5"', { command: ['sh', '-c', 'sleep 5'] }],
  ['command: [sleep, 5, 1.10, true]', { command: ['sleep', '5', '1.10', 'true'] }],
  ['entrypoint: /bin/sh -e', { entrypoint: ['/bin/sh', '-e'] }],
  ["entrypoint: ''", { entrypoint: [] }],
  ['entrypoint: []', { entrypoint: [] }],
  ['entrypoint: ["", x]', { entrypoint: ['', 'x'] }],
  [
    'environment: {A: 1, V: 1.10, O: 0755, Y: yes, T: true, E: ""}',
    { environment: { A: '1', V: '1.10', O: '0755', Y: 'yes', T: 'true', E: '' } },
  ],
  ['environment: [A=1, "B=x=y", C=]', { environment: { A: '1', B: 'x=y', C: '' } }],
  ['env_file: one.env', { environment: { A: '1', B: 'two words', C: 'x' } }],
  [
    'env_file: [one.env, {path: two.env}, {path: no.env, required: false}]\nenvironment: {B: own}',
    { environment: { A: '2', B: 'own', C: 'x', EMPTY: '' } },
  ],
  ['labels: {a: 1, b: }', { labels: { a: '1', b: '' } }],
  ['labels: [a=1, b]', { labels: { a: '1', b: '' } }],
  ['networks: [net]', { networks: [{ name: 'net', aliases: [] }] }],
  [
    'networks: {net: {aliases: [a, b], ipv4_address: 10.0.0.2}, other: }',
    {
      networks: [
        { name: 'net', aliases: ['a', 'b'], ipv4Address: '10.0.0.2' },
        { name: 'other', aliases: [] },
      ],
    },
  ],
  [
    'volumes: [./conf:/conf]',
    { mounts: [{ type: 'bind', source: '$ROOT/conf', target: '/conf', readOnly: true }] },
  ],
  [
    'volumes: ["./conf/a.conf:/a:ro,z"]',
    { mounts: [{ type: 'bind', source: '$ROOT/conf/a.conf', target: '/a', readOnly: true }] },
  ],
  [
    'volumes: ["data:/data"]',
    { mounts: [{ type: 'volume', source: 'data', target: '/data', readOnly: false }] },
  ],
  [
    'volumes: ["data:/data:ro"]',
    { mounts: [{ type: 'volume', source: 'data', target: '/data', readOnly: true }] },
  ],
  [
    'volumes: [/cache]',
    { mounts: [{ type: 'volume', source: 'web-anonymous-0', target: '/cache', readOnly: false }] },
  ],
  [
    'volumes: [{type: bind, source: conf, target: /c}]',
    { mounts: [{ type: 'bind', source: '$ROOT/conf', target: '/c', readOnly: true }] },
  ],
  [
    'volumes: [{type: volume, source: data, target: /d, read_only: true}]',
    { mounts: [{ type: 'volume', source: 'data', target: '/d', readOnly: true }] },
  ],
  [
    'volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1m}}]',
    { mounts: [], engineArgs: ['--tmpfs=/t:size=1048576'] },
  ],
  [
    'healthcheck: {test: curl x, interval: 1m30s, timeout: 500ms, retries: 3, start_period: 2s}',
    {
      healthcheck: {
        disable: false,
        test: ['CMD-SHELL', 'curl x'],
        intervalMs: 90_000,
        timeoutMs: 500,
        retries: 3,
        startPeriodMs: 2000,
      },
    },
  ],
  ['healthcheck: {test: [CMD, a, b]}', { healthcheck: { disable: false, test: ['CMD', 'a', 'b'] } }],
  ['healthcheck: {test: [NONE]}', { healthcheck: { disable: true } }],
  ['healthcheck: {disable: true}', { healthcheck: { disable: true } }],
  ['healthcheck: {interval: 1s}', { healthcheck: { disable: false, intervalMs: 1000 } }],
  ['cpus: 1.5\nmem_limit: 64m', { limits: { cpus: 1.5, memoryBytes: 67_108_864 } }],
  [
    "deploy: {resources: {limits: {cpus: '0.5', memory: 1G}}}",
    { limits: { cpus: 0.5, memoryBytes: 1_073_741_824 } },
  ],
  ['cpus: 0.50\ndeploy: {resources: {limits: {cpus: "0.5"}}}', { limits: { cpus: 0.5 } }],
  ['deploy: {resources: {limits: {pids: 5}}}', { engineArgs: ['--pids-limit=5'] }],
  ['shm_size: 1m', { engineArgs: ['--shm-size=1048576'] }],
  ['runtime: runsc', { runtime: 'runsc' }],
  ['init: true', { engineArgs: ['--init'] }],
  ['init: no', { engineArgs: [] }],
  ['expose: [80]\nrestart: "no"', { ports: [], engineArgs: [] }],
  ['restart: always', { engineArgs: [] }],
  ['user: 1000:1000', { engineArgs: ['--user=1000:1000'] }],
  ['working_dir: /srv', { engineArgs: ['--workdir=/srv'] }],
  ['tmpfs: /run', { engineArgs: ['--tmpfs=/run'] }],
  ['tmpfs: [/run, "/tmp:size=1m"]', { engineArgs: ['--tmpfs=/run', '--tmpfs=/tmp:size=1m'] }],
  ['extra_hosts: ["a:10.0.0.1", "b=::1"]', { engineArgs: ['--add-host=a:10.0.0.1', '--add-host=b:::1'] }],
  ['extra_hosts: {a: 10.0.0.1}', { engineArgs: ['--add-host=a:10.0.0.1'] }],
  ['cap_drop: [ALL]', { engineArgs: ['--cap-drop=ALL'] }],
  ['security_opt: ["no-new-privileges:true"]', { engineArgs: ['--security-opt=no-new-privileges:true'] }],
  ['read_only: true', { engineArgs: ['--read-only'] }],
  ['stop_signal: SIGINT', { engineArgs: ['--stop-signal=SIGINT'] }],
  ['stop_grace_period: 1m', { stopGracePeriodMs: 60_000 }],
  [
    'ulimits: {nproc: 5, nofile: {soft: 1, hard: 2}}',
    { engineArgs: ['--ulimit=nproc=5', '--ulimit=nofile=1:2'] },
  ],
  ['sysctls: {net.core.somaxconn: 1024}', { engineArgs: ['--sysctl=net.core.somaxconn=1024'] }],
  ['privileged: false', { engineArgs: [] }],
  ['stdin_open: true\ntty: true', { engineArgs: ['--interactive', '--tty'] }],
  [
    'domainname: d\nmac_address: 02:42:ac:11:65:43',
    { engineArgs: ['--domainname=d', '--mac-address=02:42:ac:11:65:43'] },
  ],
  ['cpu_shares: 512\ncpuset: 0-1', { engineArgs: ['--cpu-shares=512', '--cpuset-cpus=0-1'] }],
  [
    'mem_reservation: 64m\nmem_swappiness: 10',
    { engineArgs: ['--memory-swappiness=10', '--memory-reservation=67108864'] },
  ],
  ['pids_limit: -1', { engineArgs: ['--pids-limit=-1'] }],
  [
    'dns_opt: [use-vc]\ndns_search: [a, b]',
    { engineArgs: ['--dns-option=use-vc', '--dns-search=a', '--dns-search=b'] },
  ],
  ['group_add: [mail, 7]', { engineArgs: ['--group-add=mail', '--group-add=7'] }],
  [
    'ipc: shareable\ncgroup: private\noom_score_adj: 5',
    { engineArgs: ['--ipc=shareable', '--cgroupns=private', '--oom-score-adj=5'] },
  ],
  ['network_mode: none', { engineArgs: ['--network=none'], networks: [] }],
  ['network_mode: bridge', { engineArgs: [], networks: [] }],
  ['oom_kill_disable: false', { engineArgs: [] }],
  [
    'networks: [default, net]',
    {
      networks: [
        { name: 'default', aliases: [] },
        { name: 'net', aliases: [] },
      ],
    },
  ],
  [
    'ulimits: {memlock: -1, nofile: {soft: "-1", hard: -1}}',
    { engineArgs: ['--ulimit=memlock=-1', '--ulimit=nofile=-1:-1'] },
  ],
  ['scale: 1\ndeploy: {replicas: 1}', { limits: {} }],
  ['env_file: [{path: one.env, format: raw}]', { environment: { A: '1', B: 'two words', C: 'x' } }],
  ['dns: 1.1.1.1', { engineArgs: ['--dns=1.1.1.1'] }],
  ['hostname: h', { engineArgs: ['--hostname=h'] }],
  ['platform: linux/amd64', { engineArgs: ['--platform=linux/amd64'] }],
  ['pull_policy: if_not_present', { pullPolicy: 'missing' }],
  ['folder-destination: /srv/repo', { folderDestination: '/srv/repo' }],
  [
    'log-stdout: true',
    { folderDestination: '/tmp/repo', logStdout: true, logStderr: true, readNotesStdout: false },
  ],
  ['log-stdout: off\nlog-stderr: false', { logStdout: false, logStderr: false }],
  ['read-notes-stdout: true', { readNotesStdout: true }],
  ['pause-after-phase: "[BOOT]"', { pauseAfterPhase: '[BOOT]' }],
  ['pause-after-phase: step', { pauseAfterPhase: 'step' }],
  ['x-anything: {a: 1}', { key: 'web' }],
  ['command: null\nuser: ~', { engineArgs: [] }],
  [
    'setup-commands: [echo "a b"]',
    { setupCommands: [{ argv: ['echo', 'a b'], text: 'echo "a b"', detach: false }] },
  ],
  [
    'setup-commands: [{command: a | b, shell: bash, detach: true}]',
    {
      setupCommands: [
        {
          argv: ['bash', '-o', 'errexit', '-o', 'nounset', '-o', 'pipefail', '-c', 'a | b'],
          text: 'a | b',
          detach: true,
        },
      ],
    },
  ],
  [
    'docker-run-args: ["--runtime runsc --user=5", "-e A=b"]',
    { runtime: 'runsc', engineArgs: ['--user=5'], environment: { A: 'b' } },
  ],
  [
    "docker-run-args: [\"--label 'a=b c'\", '--cpus 1 -m 64m']",
    { labels: { a: 'b c' }, limits: { cpus: 1, memoryBytes: 67_108_864 } },
  ],
  [
    'docker-run-args: ["-v ./conf:/c", "--mount type=bind,src=conf,dst=/d,readonly"]',
    {
      mounts: [
        { type: 'bind', source: '$ROOT/conf', target: '/c', readOnly: true },
        { type: 'bind', source: '$ROOT/conf', target: '/d', readOnly: true },
      ],
    },
  ],
  [
    'docker-run-args: ["--ipc private --cgroupns=private --oom-score-adj 10"]',
    { engineArgs: ['--ipc=private', '--cgroupns=private', '--oom-score-adj=10'] },
  ],
  ['runtime: runsc\ndocker-run-args: ["--runtime runsc"]', { runtime: 'runsc' }],
];

test.each(KEYS)('%s', async (yaml, expected) => {
  using folder = scenarioFolder({ ...REPO, 'usage_scenario.yml': withService(yaml, MORE) });
  const scenario = await folder.load();
  expect(scenario.services).toHaveLength(1);
  expect(scenario.services[0]).toMatchObject(
    JSON.parse(JSON.stringify(expected).replaceAll('$ROOT', folder.path)),
  );
});

test('a service with nothing but an image has every default', async () => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('init: false') });
  const { services, ...scenario } = await folder.load();
  expect(services).toEqual([
    {
      key: 'web',
      containerName: 'web',
      image: 'busybox:1.35',
      environment: {},
      labels: {},
      networks: [],
      mounts: [],
      ports: [],
      dependsOn: [],
      limits: {},
      setupCommands: [],
      folderDestination: '/tmp/repo',
      logStdout: true,
      logStderr: true,
      readNotesStdout: false,
      engineArgs: [],
    },
  ]);
  expect(scenario).toMatchObject({
    networks: [],
    volumes: [],
    customMetrics: {},
    relations: {},
    warnings: [],
    variables: {},
  });
});

test.each([
  ['build: app', { dockerfile: 'Dockerfile', args: {} }],
  [
    'build: {context: ./app, dockerfile: other.Dockerfile, args: {A: 1}, target: t}',
    { dockerfile: 'other.Dockerfile', args: { A: '1' }, target: 't' },
  ],
  ['build: {context: app, args: [A=1, B=]}', { dockerfile: 'Dockerfile', args: { A: '1', B: '' } }],
])('%s', async (yaml, { dockerfile, ...expected }) => {
  using folder = scenarioFolder({ ...REPO, 'usage_scenario.yml': withService(yaml) });
  const [service] = (await folder.load()).services;
  expect(service?.build).toEqual({
    context: `${folder.path}/app`,
    dockerfile: `${folder.path}/app/${dockerfile}`,
    ...expected,
  });
  expect(service?.image).toMatch(/^joulelab\/web:[0-9a-f]{12}$/);
});

test('a service with the image that another builds gets what that one built', async () => {
  using folder = scenarioFolder({
    ...REPO,
    'usage_scenario.yml': withService('build: app').replace(
      'flow:',
      '  worker: {image: "busybox:1.35"}\nflow:',
    ),
  });
  const [web, worker] = (await folder.load()).services;
  expect(worker?.build).toBeUndefined();
  expect(worker?.image).toBe(web?.image);
});

test('services are in start order, else in that of the file', async () => {
  const services = `
services:
  c: {image: x, depends_on: {a: {condition: service_healthy}, b: }}
  d: {image: x}
  b: {image: x, depends_on: [a]}
  a: {image: x}
flow: [{name: s, container: c, commands: [{type: console, command: x}]}]`;
  using folder = scenarioFolder({ 'usage_scenario.yml': `name: x${services}` });
  const scenario = await folder.load();
  expect(scenario.services.map((service) => service.key)).toEqual(['a', 'b', 'c', 'd']);
  expect(scenario.services[2]?.dependsOn).toEqual([
    { service: 'a', condition: 'service_healthy' },
    { service: 'b', condition: 'service_started' },
  ]);
});

test.each([
  ['healthcheck: {test: x, start_interval: 1s}', 'ignored-key', 'start_interval'],
  ['docker-run-args: ["-d --rm"]', 'ignored-key', '--detach'],
])('%s is accepted with a warning', async (yaml, code, message) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService(yaml) });
  const { warnings } = await folder.load();
  expect(warnings[0]).toMatchObject({ code, message: expect.stringContaining(message) });
});
