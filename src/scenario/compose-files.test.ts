import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LoadRequest } from './index.ts';
import { brief, type ScenarioFolder, scenarioFolder } from './testdata/scenario-folder.ts';

const FILES = join(import.meta.dirname, 'testdata', 'compose');

/** A copy of a folder in testdata/compose, with a scenario that includes its Compose file. */
function project(name: string, container: string, more = '', file = 'compose.yml'): ScenarioFolder {
  const flow = `flow: [{name: s, container: ${container}, commands: [{type: console, command: x}]}]`;
  const folder = scenarioFolder({
    'usage_scenario.yml': `name: ${name}\ncompose-file: !include ${file}\n${more}${flow}\n`,
  });
  cpSync(join(FILES, name), folder.path, { recursive: true });
  return folder;
}

test('the set of Compose files is the one that is tested here', () => {
  expect(readdirSync(FILES)).toEqual([
    'addresses',
    'blog',
    'edge',
    'gpu',
    'monitoring',
    'parts',
    'scaled',
    'search',
    'shop',
    'variants',
    'vpn',
    'webapp',
  ]);
});

test('shop: builds, secrets from files, internal networks, $$ in a health check', async () => {
  using folder = project('shop', 'proxy', 'services: {proxy: {ports: []}}\n');
  const { services, networks, volumes, warnings } = await folder.load();
  expect(services.map(({ key }) => key)).toEqual(['db', 'backend', 'proxy']);
  const [db, backend, proxy] = services;
  expect(db?.healthcheck?.test?.[1]).toContain('--password="$(cat /run/secrets/db-password)"');
  const secret = {
    type: 'bind',
    source: `${folder.path}/db/password.txt`,
    target: '/run/secrets/db-password',
    readOnly: true,
  };
  expect(db?.mounts).toEqual([
    { type: 'volume', source: 'db-data', target: '/var/lib/mysql', readOnly: false },
    secret,
  ]);
  expect(backend).toMatchObject({
    build: { context: `${folder.path}/backend`, args: { VERSION: '3' }, target: 'runtime' },
    dependsOn: [{ service: 'db', condition: 'service_healthy' }],
    mounts: [secret],
    engineArgs: ['--stop-signal=SIGINT'],
  });
  expect(proxy?.mounts).toMatchObject([{ target: '/etc/nginx/conf.d/default.conf', readOnly: true }]);
  expect(networks).toEqual([
    { name: 'front', internal: false },
    { name: 'back', internal: true },
  ]);
  expect(volumes).toEqual(['db-data']);
  expect(warnings.map(({ message }) => message)).toEqual([]);
});

test('shop: published ports are refused with what to write', async () => {
  using folder = project('shop', 'proxy');
  const error = await folder.refusal();
  expect(error.code).toBe('scenario-unsafe');
  expect(error.details.faults?.map(({ hint }) => hint)).toEqual([
    expect.stringContaining('write ports: [] for the service'),
  ]);
});

const NO_PORTS = 'services: {blog: {ports: []}}\n';

test('blog: values from .env, from --variable before it, and defaults; links with an alias', async () => {
  using folder = project('blog', 'blog', NO_PORTS);
  const scenario = await folder.load({ variables: { WORDPRESS_TAG: '6.6' } });
  const [db, blog] = scenario.services;
  expect(blog).toMatchObject({
    image: 'wordpress:6.6',
    environment: { WORDPRESS_DB_USER: 'writer', WORDPRESS_DB_PASSWORD: 's3cret-writer' },
    dependsOn: [{ service: 'db', condition: 'service_started' }],
    networks: [],
  });
  expect(db?.networks).toEqual([{ name: 'default', aliases: ['mysql'] }]);
  expect(scenario.resolvedText).not.toContain('s3cret');
  const other = await folder.load({ variables: { DB_USER: 'reader' } });
  expect(other.services[0]?.environment).toMatchObject({
    MYSQL_USER: 'reader',
    MYSQL_PASSWORD: 's3cret-writer',
  });
});

test('blog: the environment of the machine gives no values', async () => {
  using folder = project('blog', 'blog', NO_PORTS);
  const before = process.env['WORDPRESS_TAG'];
  process.env['WORDPRESS_TAG'] = 'from-the-machine';
  try {
    expect((await folder.load()).services[1]?.image).toBe('wordpress:6.5-apache');
  } finally {
    if (before === undefined) delete process.env['WORDPRESS_TAG'];
    else process.env['WORDPRESS_TAG'] = before;
  }
});

test('blog: a variable without a value is a fault at its place', async () => {
  using folder = project('blog', 'blog', NO_PORTS);
  cpSync(join(FILES, 'scaled', 'compose.yml'), join(folder.path, '.env'), { force: true });
  const faults = await folder.faults();
  expect(faults.map(brief)).toContain('10:26 ${DB_USER} | variable DB_USER has no value');
  expect(faults).toHaveLength(11);
  expect(faults.map(({ message }) => message)).toContain(`${folder.path}/.env:1: expected NAME=VALUE`);
  expect(faults.find(({ message }) => message.includes('DB_USER'))?.hint).toContain(
    '--variable DB_USER=VALUE',
  );
});

test('search: anchors, merge keys, x- keys, ulimits without bound, profiles, a named default network', async () => {
  using folder = project('search', 'ui');
  const { services, networks, volumes, warnings } = await folder.load();
  expect(services.map(({ key }) => key)).toEqual(['node', 'ui']);
  expect(services[0]).toMatchObject({
    image: 'elasticsearch:8.13.4',
    engineArgs: ['--ulimit=memlock=-1:-1', '--ulimit=nofile=65536'],
    limits: { memoryBytes: 1024 ** 3 },
  });
  expect(services[1]?.environment).toMatchObject({
    ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    ELASTICSEARCH_HOSTS: 'http://node:9200',
  });
  expect(networks).toEqual([{ name: 'default', internal: false }]);
  expect(volumes).toEqual(['data']);
  expect(warnings.map(({ message }) => message)).toEqual([
    '"logging" in services.node has no effect: joulelab keeps what containers print itself',
    '"logging" in services.ui has no effect: joulelab keeps what containers print itself',
    '"memory" in services.ui.deploy.resources.reservations has no effect: only limits are set',
    '"restart_policy" in services.ui.deploy has no effect: a container that ends stays ended',
    '"name" in networks.default has no effect: the network has a name of its own in each run',
    '"name" in volumes.data has no effect: the volume has a name of its own in each run',
    expect.stringContaining('"debug" is not started, as it has profiles (debug)'),
  ]);
});

test.each([
  ['search', 'debug', ''],
  ['search', 'ui', 'services: {debug: {profiles: []}}\n'],
])(
  '%s: a service with profiles starts where a step uses it, or where they are taken away',
  async (name, container, more) => {
    using folder = project(name, container, more);
    expect((await folder.load()).services.map(({ key }) => key)).toContain('debug');
  },
);

test('monitoring: configs from files, required variables, an optional dependency that is not there', async () => {
  using folder = project('monitoring', 'grafana', '', 'compose.yaml');
  expect(await folder.faults()).toMatchObject([
    { line: 18, column: 36, message: 'variable ADMIN_PASSWORD is needed: set it in .env' },
  ]);
  const { services, warnings } = await folder.load({ variables: { ADMIN_PASSWORD: 'x$y' } });
  expect(services[0]?.mounts).toEqual([
    {
      type: 'bind',
      source: `${folder.path}/prometheus.yml`,
      target: '/etc/prometheus/prometheus.yml',
      readOnly: true,
    },
  ]);
  expect(services[1]).toMatchObject({
    environment: { GF_SECURITY_ADMIN_USER: 'admin', GF_SECURITY_ADMIN_PASSWORD: 'x$y' },
    dependsOn: [{ service: 'prometheus', condition: 'service_started' }],
  });
  expect(warnings).toHaveLength(1);
});

test('webapp: env files with variables, a name without a value, mounts without a name', async () => {
  using folder = project('webapp', 'app', '', 'docker-compose.yml');
  const [fault] = await folder.faults();
  expect(fault).toMatchObject({
    message: expect.stringContaining('"API_KEY" has no value'),
    hint: expect.stringContaining('--variable API_KEY=VALUE'),
  });
  const { services, volumes } = await folder.load({ variables: { API_KEY: 'k', REGION: 'us' } });
  expect(services[0]).toMatchObject({
    environment: { NODE_ENV: 'development', API_KEY: 'k', GREETING: 'costs $5', HOME_OF: 'costs $5/us' },
    engineArgs: ['--interactive', '--tty', '--init', '--add-host=host.docker.internal:host-gateway'],
    build: { context: folder.path, dockerfile: `${folder.path}/Dockerfile` },
  });
  expect(volumes).toEqual(['app-anonymous-0']);
});

test('edge: the engine’s socket, published ports and writable mounts are refused, all at once', async () => {
  using folder = project('edge', 'whoami');
  const error = await folder.refusal();
  expect(error.code).toBe('scenario-unsafe');
  expect(error.details.faults?.map(({ message }) => message)).toEqual([
    'services.edge.ports[0]: publishes the port 8080:80/tcp',
    'services.edge.ports[1]: publishes the port 127.0.0.1:8443:443',
    expect.stringMatching(/^services.edge.volumes\[0\]: mounts "\/var\/run\/docker.sock", which leads to/),
    'services.edge.volumes[1]: mounts "./certificates" writable',
  ]);
});

test('variants: extends within a file and across files; lists add up, the service’s own values win', async () => {
  using folder = project('variants', 'fast');
  const { services } = await folder.load();
  const fast = {
    image: 'busybox:1.35',
    command: ['sh', '-c', 'while true; do sleep 1; done'],
    environment: { A: '1', B: '2', MODE: 'fast' },
    engineArgs: ['--tmpfs=/run', '--tmpfs=/scratch'],
    mounts: [{ type: 'volume', source: 'cache', target: '/cache', readOnly: false }],
  };
  const find = (name: string) => services.find(({ key }) => key === name);
  expect(find('fast')).toMatchObject(fast);
  expect(find('slow')).toMatchObject({
    ...fast,
    environment: { ...fast.environment, MODE: 'slow' },
    mounts: [{ type: 'volume', source: 'cache', target: '/cache', readOnly: true }],
  });
  expect(find('other')).toMatchObject({ image: 'busybox:1.35', command: ['sleep', 'infinity'] });
});

const REFUSED: [
  name: string,
  container: string,
  message: string,
  hint: string,
  options?: Partial<LoadRequest>,
][] = [
  [
    'scaled',
    'single',
    '"replicas" in services.worker.deploy is a key of Compose',
    'a service for each replica',
  ],
  ['gpu', 'model', '"devices" in services.model.deploy.resources.reservations', '--gpus all'],
  [
    'vpn',
    'client',
    '"service:vpn": to share another container\'s network',
    'Leave it out',
    { skipUnsafe: true },
  ],
  ['parts', 'web', '"include" at the top is a key of Compose', '[!include a.yml, !include b.yml]'],
];

test.each(REFUSED)('%s: refused with what to do', async (name, container, message, hint, options = {}) => {
  using folder = project(name, container);
  const faults = await folder.faults(options);
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
  expect(faults[0]?.hint).toContain(hint);
});

test('parts: several Compose files; the engine’s own volumes are not used', async () => {
  using folder = project('parts', 'db', '', 'database.yml');
  expect((await folder.faults()).map(({ message, hint }) => [message, hint])).toEqual([
    [expect.stringContaining('"external" in volumes.old'), expect.stringContaining('write NAME: {}')],
  ]);
});

test('addresses: subnets, fixed addresses, the implicit default network, networks of others', async () => {
  using folder = project('addresses', 'one');
  const { services, networks, warnings } = await folder.load();
  expect(networks).toEqual([
    { name: 'lab', internal: false, subnet: '172.28.0.0/16' },
    { name: 'proxy', internal: false },
  ]);
  expect(services[0]?.networks).toEqual([{ name: 'lab', aliases: ['first'], ipv4Address: '172.28.5.10' }]);
  expect(services[1]?.networks.map(({ name }) => name)).toEqual(['lab', 'default']);
  expect(warnings.map(({ message }) => message.split(' has no effect')[0])).toEqual([
    '"priority" in services.one.networks.lab',
    '"driver" in networks.lab.ipam',
    '"gateway" in networks.lab.ipam.config[0]',
    '"external" in networks.proxy',
    'the subnet 2001:db8::/64 in networks.lab.ipam.config',
  ]);
});

test.each([
  ['extends: nobody', 'extends: there is no service "nobody"'],
  ['extends: {service: web}', 'extends goes round in a circle'],
  ['extends: {file: other.yml}', 'extends: expected a service, or a map'],
  ['extends: {file: nowhere.yml, service: x}', 'there is no file'],
  ['extends: {file: ../up.yml, service: x}', 'outside'],
  ['extends: {file: out.yml, service: x}', 'outside'],
])('%s is refused', async (yaml, message) => {
  using folder = scenarioFolder({
    'usage_scenario.yml':
      'name: x\ncompose-file: !include compose.yml\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n',
    'compose.yml': `services: {web: {image: x, ${yaml}}}\n`,
    'out.yml': { link: '/etc/hostname' },
  });
  expect((await folder.faults()).map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test('a scenario’s own text and its flow keep their dollar signs', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `
name: x
compose-file: !include compose.yml
services: {web: {environment: {OWN: $HOME}}}
flow: [{name: s, container: web, commands: [{type: console, command: 'echo $$ \${X}', shell: sh}]}]
`,
    'compose.yml': `
services:
  web: {image: x, environment: {A: "$$5", B: "\${A:-$$x}", C: "50$"}, setup-commands: ["echo $X"]}
flow-prepend: [{name: first, container: web, commands: [{type: console, command: 'echo $X'}]}]
`,
  });
  const { services, flow } = await folder.load();
  expect(services[0]?.environment).toEqual({ OWN: '$HOME', A: '$5', B: '$x', C: '50$' });
  expect(services[0]?.setupCommands[0]?.argv).toEqual(['echo', '$X']);
  expect(flow.map(({ commands }) => commands[0]?.text)).toEqual(['echo $X', 'echo $$ ${X}']);
});

test('a variable in a Compose file adds no keys and no words to a list', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml':
      'name: x\ncompose-file: !include compose.yml\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n',
    'compose.yml': 'services:\n  web:\n    image: x\n    user: ${U}\n    command: [run, "${U}"]\n',
  });
  const evil = 'a\n    privileged: true\n    cap_add: [ALL]\n    y: "';
  const { services } = await folder.load({ variables: { U: evil } });
  expect(services[0]).toMatchObject({ engineArgs: [`--user=${evil}`], command: ['run', evil] });
});

test('what needs a service with profiles is told how to start it', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml':
      'name: x\nservices: {web: {image: x, depends_on: [db]}, db: {image: x, profiles: [p]}}\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n',
  });
  expect(await folder.faults()).toMatchObject([
    {
      message: 'services.web.depends_on: there is no service "db"',
      hint: 'It has profiles and is not started: write profiles: [] for "db" in the scenario.',
    },
  ]);
});

test('to ignore unsupported keys opens nothing', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `
name: x
ignore-unsupported-compose: true
services:
  web: {image: x, use_api_socket: true, gpus: all, volumes_from: [y], cap_add: [ALL], volumes: ["v:/v"]}
volumes: {v: {driver_opts: {type: none, o: bind, device: /etc}, external: true}}
flow: [{name: s, container: web, commands: [{type: console, command: x}]}]
`,
  });
  expect((await folder.faults()).map(({ message }) => message)).toEqual([
    'services.web.cap_add[0]: "ALL" is not allowed',
  ]);
  const { services, volumes, warnings } = await folder.load({ skipUnsafe: true });
  expect(services[0]).toMatchObject({ engineArgs: [], mounts: [{ type: 'volume', source: 'v' }] });
  expect(volumes).toEqual(['v']);
  expect(warnings).toHaveLength(6);
});

test('PWD is the folder of the Compose file, whatever the shell says', async () => {
  using folder = scenarioFolder({
    '.git': null,
    'usage_scenario.yml':
      'name: x\ncompose-file: !include deploy/My App/compose.yml\nflow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n'.replace(
        'deploy/My App/compose.yml',
        '["deploy/My App/compose.yml"]',
      ),
    'deploy/My App/compose.yml':
      'services: {web: {image: "x:${COMPOSE_PROJECT_NAME}", volumes: ["${PWD}/data:/data", "$PWD/data:/more:ro"]}}\n',
    'deploy/My App/data/x': '',
  });
  const { services, warnings } = await folder.load();
  expect(services[0]).toMatchObject({
    image: 'x:myapp',
    mounts: [
      { source: `${folder.path}/deploy/My App/data`, target: '/data', readOnly: true },
      { source: `${folder.path}/deploy/My App/data`, target: '/more', readOnly: true },
    ],
  });
  expect(warnings.map(({ message }) => message)).toEqual([
    'services.web.volumes[0] is mounted read-only: a scenario writes nothing outside its containers',
  ]);
});
