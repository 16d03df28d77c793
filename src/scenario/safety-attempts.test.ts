import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type Files, scenarioFolder, withService } from './testdata/scenario-folder.ts';

/** Attempts to break out beyond those of safety.test.ts: odd spellings, Compose's keys, files that are none. */

const FILES: Files = {
  'inside/file': 'x\n',
  out: { link: '/etc' },
  'chain-1': { link: 'chain-2' },
  'chain-2': { link: 'inside/../out' },
  'app/Dockerfile': 'FROM x\n',
  'app/linked.Dockerfile': { link: '/etc/hostname' },
  'app/.dockerignore': { link: '/etc/passwd' },
  'linked-app': { link: '/usr' },
  'self-root': { link: '/proc/self/root' },
  'self-cwd': { link: '/proc/self/cwd' },
  'secret.txt': { link: '/etc/shadow' },
  'linked.env': { link: '/etc/environment' },
};

const UNSAFE: [yaml: string, message: string][] = [
  ['volumes: ["./chain-1:/x"]', 'which leads to /etc'],
  ['volumes: ["./self-root/etc:/x"]', 'which leads to /etc'],
  ['volumes: ["././/inside//..//../..:/x"]', 'outside'],
  ['volumes: ["/proc/1/root:/x"]', 'outside'],
  ['volumes: [{type: bind, source: "./self-root", target: /x, read_only: true}]', 'outside'],
  ['volumes: ["../usage_scenario.yml:/x"]', 'outside'],
  ['volumes: ["..:/x"]', 'outside'],
  ['build: {context: linked-app}', 'leads to /usr, outside'],
  ['build: {context: app, dockerfile: linked.Dockerfile}', 'leads to /etc/hostname, outside'],
  ['build: {context: app, dockerfile: ../../x}', 'outside'],
  ['build: ..', 'outside'],
  ['env_file: linked.env', 'leads to /etc/environment'],
  ['env_file: [{path: ../x.env, required: false}]', 'outside'],
  ['network_mode: host', '"host" is not allowed'],
  ['network_mode: HOST', '"HOST" is not allowed'],
  ['network_mode: some-other-network', 'is not allowed'],
  ['pid: host', '"host" is not allowed'],
  ['pid: container:other', 'is not allowed'],
  ['ipc: host', '"host" is not allowed'],
  ['ipc: container:other', 'is not allowed'],
  ['uts: host', '"host" is not allowed'],
  ['userns_mode: host', '"host" is not allowed'],
  ['cgroup: host', '"host" is not allowed'],
  ['cgroup_parent: /', '"/" is not allowed'],
  ['oom_score_adj: -1000', '"-1000" is not allowed'],
  ['oom_kill_disable: true', 'not allowed'],
  ['device_cgroup_rules: ["a *:* rwm"]', 'is not allowed'],
  ['storage_opt: {size: 1T}', 'not allowed'],
  ['annotations: {io.katacontainers.config.hypervisor.path: /bin/sh}', 'not allowed'],
  ['cap_add: ["CAP_SYS_ADMIN"]', 'is not allowed'],
  ['security_opt: ["seccomp=./inside/file"]', 'is not allowed'],
  ['security_opt: ["no-new-privileges=true seccomp=unconfined"]', 'is not allowed'],
  ['security_opt: [systempaths=unconfined]', 'is not allowed'],
  ['ports: ["8000-8010:80-90"]', 'publishes the port'],
  ['ports: ["[::]:80:80/udp"]', 'publishes the port'],
];

const UNSAFE_ARGS: [args: string, message: string][] = [
  ['-i -t -v/etc:/x', 'which leads to /etc'],
  ['-ti -v "/e""tc:/x"', 'which leads to /etc'],
  ["-ti --volume='/etc:/x'", 'which leads to /etc'],
  ['-tiv=/etc:/x', 'which leads to /etc'],
  ['-v\n/etc:/x', 'which leads to /etc'],
  ['--volume\t/etc:/x', 'which leads to /etc'],
  ['-u 0 -v /etc:/x', 'which leads to /etc'],
  ['-u0 --privileged', '"--privileged" is not allowed'],
  ['--user=x --privileged=T', '"--privileged" is not allowed'],
  ['--privileged=TRUE', '"--privileged" is not allowed'],
  ['"--privi"leged', '"--privileged" is not allowed'],
  ['--Privileged', 'unknown option'],
  ['—privileged --privileged', '"--privileged" is not allowed'],
  ['--no-privileged', 'unknown option'],
  ['--cap-add=SYS_ADMIN', 'is not allowed'],
  ['--ipc=host', 'is not allowed'],
  ['--ipc container:x', 'is not allowed'],
  ['--pid container:x', 'is not allowed'],
  ['--network ns:/proc/1/ns/net', 'is not allowed'],
  ['--net=container:x', 'is not allowed'],
  ['--network="ho"st', 'is not allowed'],
  ['--network none --network host', '"--network=host" is not allowed'],
  ['--userns=host', 'is not allowed'],
  ['--env-file=../x', 'is not allowed'],
  ['--cidfile ./inside/x', 'is not allowed'],
  ['--security-opt=label=disable', 'is not allowed'],
  ['--volumes-from=x:rw', 'is not allowed'],
  ['--volume-driver=local', 'is not allowed'],
  ['--log-opt path=/etc/x', 'is not allowed'],
  ['--link other', 'is not allowed'],
  ['--isolation=host', 'unknown option'],
  ['-Z', 'unknown option'],
  ['--mount type=bind,source=./self-root,target=/x,readonly', 'outside'],
  ['--mount "type=bind,source=/etc,target=/x"', 'which leads to /etc'],
];

test.each([
  ...UNSAFE,
  ...UNSAFE_ARGS.map(([args, message]): [string, string] => [
    `docker-run-args: [${JSON.stringify(args)}]`,
    message,
  ]),
])('%s is refused as unsafe', async (yaml, message) => {
  using folder = scenarioFolder({ ...FILES, 'usage_scenario.yml': withService(yaml) });
  const error = await folder.refusal();
  const messages = error.details.faults?.map((fault) => fault.message) ?? [];
  // A word that is no option is a fault besides.
  expect(error.code).toBe(yaml.includes('—') ? 'scenario-invalid' : 'scenario-unsafe');
  expect(messages.filter((each) => each.includes(message))).toHaveLength(1);
});

test.each([
  ['docker-run-args: ["--mount \'type=bind,\\"source=/etc\\",target=/x\'"]', 'is not supported'],
  [
    'docker-run-args: ["--mount type=bind,source=./inside,target=/x,bind-propagation=shared"]',
    'is not supported',
  ],
  ['docker-run-args: ["--mount type=volume,source=v,target=/x,volume-driver=x"]', 'is not supported'],
  ['docker-run-args: ["--mount type=npipe,source=x,target=/x"]', 'expected type=bind'],
  ['docker-run-args: ["-v v:/x"]', 'there is no volume "v"'],
  ['docker-run-args: ["--runtime=../../bin/sh"]', 'is no name of an OCI runtime'],
  ['docker-run-args: ["--runtime="]', 'is no name of an OCI runtime'],
  ['docker-run-args: ["--runtime --privileged"]', 'is no name of an OCI runtime'],
  ['docker-run-args: ["--entrypoint=/bin/sh"]', 'joulelab sets --entrypoint itself'],
  ['docker-run-args: ["-l io.joulelab.run=x"]', "is joulelab's own"],
  ['docker-run-args: ["busybox --privileged"]', '"busybox" is no option'],
  ['container_name: --privileged', 'is no name of a container'],
  ['container_name: "x --privileged"', 'is no name of a container'],
  ['container_name: "../x"', 'is no name of a container'],
  ['container_name: "x\\n--privileged"', 'is no name of a container'],
  ['runtime: --privileged', 'expected the name of an OCI runtime'],
  ['folder-destination: "/x,source=/etc"', 'expected an absolute path'],
  ['folder-destination: "/x\\n"', 'expected an absolute path'],
  ['folder-destination: "/x/../.."', 'is not an absolute path below /'],
  ['volumes: ["./inside:/x/.."]', 'is not an absolute path below /'],
  ['volumes: [{type: bind, source: ./inside, target: "/x\\",source=/etc"}]', 'expected an absolute path'],
  ['volumes: [{type: volume, source: "v,volume-opt=device=/etc", target: /x}]', 'there is no volume'],
  ['volumes: [{type: bind, source: ./inside, target: /x, bind: {propagation: shared}}]', 'is not supported'],
  ['env_file: fifo', 'it is not a file'],
  ['secrets: [a]', 'which leads to /etc/shadow'],
])('%s is refused whatever is allowed', async (yaml, message) => {
  const isAllowed = !yaml.startsWith('secrets');
  using folder = scenarioFolder({
    ...FILES,
    'usage_scenario.yml': withService(yaml, 'secrets: {a: {file: secret.txt}}\n'),
  });
  execFileSync('mkfifo', [`${folder.path}/fifo`]);
  const faults = await folder.faults({ allowUnsafe: isAllowed });
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test.each(['--privileged', '-v/etc:/x', '-v /etc:/x', 'x --privileged', 'x\\n', ' x', '', '/etc', '$(id)'])(
  'the image "%s" is refused',
  async (image) => {
    using folder = scenarioFolder({
      'usage_scenario.yml': withService('init: true').replace('busybox:1.35', `"${image}"`),
    });
    expect((await folder.faults({ allowUnsafe: true })).map((fault) => fault.message)).toEqual([
      expect.stringContaining('is no name of an image'),
    ]);
  },
);

test.each(['--privileged', '"-v/etc:/x"', '"a b"', '"a\\nb"', '../x'])(
  'the service %s is refused',
  async (key) => {
    using folder = scenarioFolder({
      'usage_scenario.yml': withService('init: true')
        .replace('  web:', `  ${key}:`)
        .replace('container: web', `container: ${key}`),
    });
    expect((await folder.faults({ allowUnsafe: true })).map((fault) => fault.message)).toEqual([
      expect.stringContaining('is no name of a container'),
    ]);
  },
);

test.each([
  ['user: __GMT_VAR_V__', '0\n    privileged: true'],
  ['user: __GMT_VAR_V__', '0\n    volumes: ["/etc:/x"]'],
  ['user: "__GMT_VAR_V__"', '0"\n    cap_add: [ALL]\n    hostname: "x'],
  ['docker-run-args: ["--user __GMT_VAR_V__"]', '0 --privileged'],
  ['docker-run-args: ["--user=\'__GMT_VAR_V__\'"]', "0' --privileged --user='0"],
  ['volumes: ["__GMT_VAR_V__:/x"]', '/etc'],
  ['env_file: __GMT_VAR_V__', '/etc/environment'],
])('a variable that brings more than a value is judged with it: %s', async (yaml, value) => {
  using folder = scenarioFolder({ ...FILES, 'usage_scenario.yml': withService(yaml) });
  const error = await folder.refusal({ variables: { V: value } });
  expect(['scenario-unsafe', 'scenario-invalid']).toContain(error.code);
});

test.each([
  ['user: "--privileged"', '--user=--privileged'],
  ['hostname: "-v/etc:/x"', '--hostname=-v/etc:/x'],
  ['working_dir: "/x --privileged"', '--workdir=/x --privileged'],
  ['dns: ["--privileged"]', '--dns=--privileged'],
  ['tmpfs: ["/x --privileged"]', '--tmpfs=/x --privileged'],
  ['stop_signal: "--privileged"', '--stop-signal=--privileged'],
  ['platform: "--privileged"', '--platform=--privileged'],
  ['group_add: ["--privileged"]', '--group-add=--privileged'],
  ['sysctls: {"--privileged": 1}', '--sysctl=--privileged=1'],
  ['ulimits: {"x --privileged": 1}', '--ulimit=x --privileged=1'],
  ['docker-run-args: ["--user --privileged"]', '--user=--privileged'],
  ['docker-run-args: ["--hostname -- --init"]', '--hostname=--'],
])('%s stays one word, bound to its option', async (yaml, word) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService(yaml) });
  const [service] = (await folder.load()).services;
  expect(service?.engineArgs[0]).toBe(word);
  expect(service?.engineArgs).not.toContain('--privileged');
});

test('links that stay inside may be used, and what is mounted is where they lead', async () => {
  using folder = scenarioFolder({
    ...FILES,
    'to-inside': { link: 'inside' },
    'usage_scenario.yml': withService('volumes: ["./to-inside/../inside/file:/x"]'),
  });
  expect((await folder.load()).services[0]?.mounts).toMatchObject([{ source: `${folder.path}/inside/file` }]);
});

test('the .env of a Compose file may not be a link to elsewhere', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `name: x\ncompose-file: !include compose.yml\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n`,
    'compose.yml': 'services: {web: {image: x}}\n',
    '.env': { link: '/etc/environment' },
  });
  expect((await folder.faults({ allowUnsafe: true })).map((fault) => fault.message)).toEqual([
    expect.stringMatching(/^\.env leads to \/etc\/environment, outside/),
  ]);
});

test('what takes long to judge is refused soon', async () => {
  const long = 'k'.repeat(300_000);
  const many = Array.from({ length: 3000 }, (_, at) => `    key${at}: [a, {b: c}]\n`).join('');
  const files: Files = {
    'usage_scenario.yml': withService(
      `${long}: 1\nimage2: ${'$'.repeat(100_000)}\ncommand: ${"'".repeat(9999)}`,
    ),
    'many.yml': `name: x\nservices:\n  web:\n${many}flow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n`,
    'braces.yml': `name: x\ncompose-file: !include braces-compose.yml\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n`,
    'braces-compose.yml': `services: {web: {image: x, user: "${'${A:-'.repeat(50_000)}"}}\n`,
  };
  using folder = scenarioFolder(files);
  const started = performance.now();
  for (const file of Object.keys(files)) {
    if (file !== 'braces-compose.yml') await folder.refusal({ path: `${folder.path}/${file}` });
  }
  // Seconds here, and minutes where one of these grows with the square of its size.
  expect(performance.now() - started).toBeLessThan(15_000);
});
