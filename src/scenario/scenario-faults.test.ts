import { expect, test } from 'vitest';
import { brief, scenarioFolder, withCommand, withService } from './testdata/scenario-folder.ts';

/** A whole file, and the fault's `LINE:COLUMN MARKED | MESSAGE` in it. */
const WHOLE: [yaml: string, fault: string][] = [
  ['name: x\nflow: []\n', '2:7 [] | flow: expected at least one step, got an empty list'],
  [
    'flow: [{name: a, container: b, commands: [{type: console, command: c}]}]\nservices: {b: {image: i}}',
    '1:1 flow | the scenario has no "name": expected a name',
  ],
  ['name: x\n', '1:1 name | the scenario has no "flow": expected a list of steps'],
  ['- a\n', '1:1 - | a scenario is a map: name, services, flow, …'],
  ['', '1:1  | a scenario is a map: name, services, flow, …'],
  [
    'name: [a\n',
    '2:1  | not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'name: x\nname: y\nflow: [{name: a, container: b, commands: [{type: console, command: c}]}]\nservices: {b: {image: i}}',
    '2:1 name | not valid YAML: Map keys must be unique',
  ],
  ['name: *nothing\n', '1:7 *nothing | the alias *nothing has no anchor'],
  ['name: !custom x\n', '1:15 x | unknown tag !custom'],
  [
    'a: 1\n---\nb: 2\n',
    '2:1 --- | not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
];

test.each(WHOLE)('%j', async (yaml, fault) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': yaml });
  const faults = await folder.faults();
  expect(faults.map(brief)).toContain(fault);
  expect(faults.every((each) => each.file === `${folder.path}/usage_scenario.yml`)).toBe(true);
});

/** Keys of a service, what is marked, the message, and a part of the hint. */
const SERVICE: [yaml: string, marked: string, message: string, hint?: string][] = [
  ['imge: x', 'imge', 'unknown key "imge" in services.web, with "x" (a string)', 'Did you mean "image"?'],
  ['zzz: 1', 'zzz', 'unknown key "zzz" in services.web, with 1 (a number)', 'Known keys: image, build'],
  ['cpus: abc', 'abc', 'services.web.cpus: expected a number above 0, got "abc" (a string)'],
  ['cpus: 0', '0', 'services.web.cpus: expected a number above 0, got 0 (a number)'],
  ['init: maybe', 'maybe', 'services.web.init: expected true or false, got "maybe" (a string)'],
  ['mem_limit: 5x', '5x', 'services.web.mem_limit: expected a size such as'],
  ['mem_limit: 1m', '1m', "a memory limit of 1m is below the engine's minimum of 6M"],
  ['stop_grace_period: soon', 'soon', 'expected a duration such as'],
  [
    'build: {contxt: .}',
    'contxt',
    'unknown key "contxt" in services.web.build, with "." (a string)',
    'Did you mean "context"?',
  ],
  ['build: [a]', '[a]', 'services.web.build: expected a folder or a map'],
  ['build: nowhere', 'nowhere', 'there is no folder'],
  ['build: .', '.', 'there is no file'],
  ['build: https://example.org/x.git', 'https://example.org/x.git', 'a build context must be a folder'],
  ['container_name: a/b', 'a/b', '"a/b" is no name of a container'],
  ['container_name: machine', 'machine', '"machine" is a row of its own', 'another container_name'],
  ["command: echo 'a", "echo 'a", "services.web.command: cannot be split into words: a ' is not closed"],
  [
    'command: {a: b}',
    '{a: b}',
    'services.web.command: expected a string or a list of strings, got a map (a)',
  ],
  ['command: [a, [b]]', '[b]', 'services.web.command[1]: expected a string, got a list of 1'],
  ['environment: [A]', 'A', '"A" has no value'],
  ['environment: {A: }', 'A', '"A" has no value'],
  ['environment: {A: [b]}', '[b]', 'services.web.environment.A: expected a string'],
  ['environment: {A: {b: c}}', '{b: c}', 'services.web.environment.A: expected a string, got a map (b)'],
  ['env_file: no.env', 'no.env', 'services.web.env_file: there is no file'],
  ['labels: {io.joulelab.run: x}', 'io.joulelab.run', 'the label "io.joulelab.run" is joulelab\'s own'],
  ['depends_on: [wbe]', 'wbe', 'services.web.depends_on: there is no service "wbe"', 'Did you mean "web"?'],
  [
    'depends_on: {web2: {condition: up}}',
    'up',
    'expected one of service_started, service_healthy, service_completed_successfully, got "up"',
  ],
  ['depends_on: [web]', 'depends_on', 'depends_on goes round in a circle: web → web'],
  ['networks: [nt]', 'nt', 'services.web.networks: there is no network "nt"', 'Did you mean "net"?'],
  [
    'networks: {net: {alias: x}}',
    'alias',
    'unknown key "alias" in services.web.networks.net',
    'Did you mean "aliases"?',
  ],
  ['volumes: ["data:/d"]', '"data:/d"', 'there is no volume "data"', './data'],
  ['volumes: ["./no:/d"]', '"./no:/d"', 'to mount (ENOENT)'],
  ['volumes: ["a:b:ro:d"]', '"a:b:ro:d"', 'has too many colons'],
  ['volumes: ["./:/d:rx"]', '"./:/d:rx"', 'unknown option "rx"'],
  ['volumes: ["./:d"]', '"./:d"', 'the target "d" is not an absolute path'],
  ['volumes: ["./:/"]', '"./:/"', 'the target "/" is not an absolute path below /'],
  ['volumes: ["~/x:/d"]', '"~/x:/d"', '~ is not expanded'],
  ['volumes: [{type: bind, target: /x}]', '{type: bind, target: /x}', 'a bind mount needs a source'],
  ['volumes: [{type: bind, source: ./x}]', 'type', 'services.web.volumes[0] has no "target"'],
  ['volumes: [{type: npipe, source: ./x, target: /x}]', 'npipe', 'expected one of bind, volume, tmpfs'],
  ['healthcheck: {test: [curl, x]}', '[curl, x]', 'expected [CMD, word, …]'],
  ['healthcheck: {interval: 10}', '10', 'expected a duration such as 500ms, 10s or 1m30s, got 10 (a number)'],
  ['healthcheck: {intervall: 10s}', 'intervall', 'unknown key "intervall"', 'Did you mean "interval"?'],
  [
    'cpus: 1\ndeploy: {resources: {limits: {cpus: 2}}}',
    '2',
    'the cpus limit "2" differs from "1" given before',
  ],
  ['mem_limit: 64m\ndeploy: {resources: {limits: {memory: 65m}}}', '65m', 'the memory limit "65m" differs'],
  [
    'deploy: {replicas: 2}',
    'replicas',
    '"replicas" in services.web.deploy is a key of Compose that joulelab does not support',
    'a service for each replica',
  ],
  ['scale: 2', 'scale', '"scale" in services.web is a key of Compose', 'a service for each replica'],
  ['external_links: [x]', 'external_links', 'is a key of Compose', 'Add the other container as a service'],
  ['ulimits: {nofile: -2}', '-2', 'expected a whole number, or -1 for none, got -2 (a number)'],
  ['network_mode: service:web2', 'service:web2', "to share another container's network is not supported"],
  ['network_mode: none\nnetworks: [net]', 'none', 'cannot be given together with networks'],
  ['networks: {net: {ipv4_address: here}}', 'here', 'expected an address such as 10.5.0.2, got "here"'],
  ['links: [wbe2]', 'wbe2', 'there is no service "wbe2"', 'Did you mean "web2"?'],
  ['secrets: [key]', 'key', 'there is no "key" in secrets', 'Declare it at the top'],
  ['docker-run-args: ["--cpu-quota 5"]', '--cpu-quota', 'joulelab sets --cpu-quota itself', '--cpus'],
  ['folder-destination: /', '/', 'is not an absolute path below /'],
  ['command: "a\\0b"', '"a\\0b"', 'a text may hold no NUL character'],
  ['runtime: a b', 'a b', 'expected the name of an OCI runtime'],
  [
    'runtime: kata\ndocker-run-args: [--runtime=runsc]',
    '--runtime=runsc',
    'the runtime "runsc" differs from "kata" in runtime',
  ],
  ['docker-run-args: ["--runtime=/bin/sh"]', '"--runtime=/bin/sh"', 'is no name of an OCI runtime'],
  ['docker-run-args: --init', '--init', 'expected a list of strings, got "--init" (a string)'],
  ['docker-run-args: ["--init alpine"]', 'alpine', '"alpine" is no option'],
  ['docker-run-args: ["--init --"]', '--', 'is no option: the engine would take it for the image'],
  ['docker-run-args: [--name=x]', '--name=x', 'joulelab sets --name itself', 'container_name'],
  ['docker-run-args: ["-e HOME"]', '"-e HOME"', "the machine's own environment is not passed on"],
  ['docker-run-args: ["--init=perhaps"]', '--init=perhaps', 'expected true or false, got "perhaps"'],
  ['docker-run-args: ["--user \'x"]', '"--user \'x"', 'cannot be split into words'],
  [
    'ulimits: {nofile: many}',
    'many',
    'services.web.ulimits.nofile: expected a whole number, or -1 for none, got',
  ],
  ['extra_hosts: [a]', 'a', 'expected NAME:ADDRESS, got "a"'],
  ['pull_policy: sometimes', 'sometimes', 'expected one of always, never'],
  ['folder-destination: repo', 'repo', 'expected an absolute path in the container, got "repo"'],
  ['pause-after-phase: "[BOOTT]"', '"[BOOTT]"', 'there is no phase "[BOOTT]"', 'Did you mean "[BOOT]"?'],
  ['log-stdout: false\nread-notes-stdout: true', 'true', 'notes can only be read from a stdout that is kept'],
  [
    'setup-commands: [{shell: sh}]',
    'shell',
    'services.web.setup-commands[0] has no "command": expected a string',
  ],
  ["setup-commands: ['']", "''", 'the command is empty'],
  ['setup-commands: [{command: x, shell-options: []}]', '[]', 'shell-options have a meaning only with shell'],
];

test.each(SERVICE)('service: %s', async (yaml, marked, message, hint) => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService(yaml, 'networks: [net]\n').replace(
      'flow:',
      '  web2: {image: x}\nflow:',
    ),
  });
  const faults = await folder.faults();
  expect(faults).toHaveLength(1);
  const [fault] = faults;
  expect(fault?.message).toContain(message);
  expect(fault && brief(fault).slice(brief(fault).indexOf(' ') + 1, brief(fault).indexOf(' | '))).toBe(
    marked,
  );
  if (hint !== undefined) expect(fault?.hint).toContain(hint);
});

const COMMAND: [yaml: string, message: string][] = [
  ['note: x', 'flow[0].commands[0] has no "command"'],
  ['command: ""', 'flow[0].commands[0].command: the command is empty'],
  ['command: echo "a', 'a " is not closed'],
  ['command: x\nshell-options: [-e]', 'shell-options have a meaning only with shell'],
  ['command: x\nlog-stdout: false\nread-notes-stdout: true', 'notes can only be read'],
  ['command: x\nignore-error: true', 'unknown key "ignore-error"'],
];

test.each(COMMAND)('command: %s', async (yaml, message) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withCommand(yaml) });
  const faults = await folder.faults();
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

/** Keys at the top, beside a flow and a service that are right. */
const TOP: [yaml: string, message: string, hint?: string][] = [
  ['nam: x', 'unknown key "nam" at the top', 'Did you mean "name"?'],
  ['compose_file: x', 'unknown key "compose_file" at the top', 'Did you mean "compose-file"?'],
  ['compose-file: compose.yml', 'compose-file: expected an included file', '!include'],
  ['architecture: windows', 'architecture: expected one of linux, got "windows"'],
  ['networks: [host]', '"host" is the engine\'s own network'],
  ['networks: {net: {internel: true}}', 'unknown key "internel"', 'Did you mean "internal"?'],
  ['volumes: {v: {driver_opts: {device: /etc}}}', '"driver_opts" in volumes.v', 'mount a folder'],
  ['volumes: {v: {external: true}}', '"external" in volumes.v', 'setup-commands'],
  ['include: [other.yml]', '"include" at the top is a key of Compose', 'compose-file: [!include a.yml'],
  ['secrets: {s: {environment: X}}', '"environment" in secrets.s is a key of Compose', 'use file'],
  ['configs: {c: {content: x}}', '"content" in configs.c is a key of Compose', 'use file'],
  ['networks: {n: {ipam: {config: [{subnet: wide}]}}}', 'expected a subnet such as 10.5.0.0/16'],
  ['volumes: ["a b"]', '"a b" is no name of a volume'],
  ['custom_metrics: {m: {}}', 'custom_metrics.m has no "unit"'],
  ['custom_metrics: {m: {unit: x, regex: "(a+)+(b)"}}', 'can backtrack without bound'],
  ['custom_metrics: {"m m": {unit: x}}', '"m m" is no name of a metric'],
  ['relations: {r: {branch: x}}', 'relations.r has no "url"'],
  ['relations: {r: {url: "https://a/b", branch: -x}}', 'expected the name of a branch'],
  ['relations: {r: {url: "https://a/b", commit_hash: xyz}}', 'expected a commit hash'],
  ['relations: {r: {url: "ext::sh -c x"}}', 'expected the address of a repository'],
  ['relations: {r: {url: "--upload-pack=x"}}', 'expected the address of a repository'],
];

test.each(TOP)('top: %s', async (yaml, message, hint) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('init: true', `${yaml}\n`) });
  const faults = await folder.faults();
  expect(faults[0]?.message).toContain(message);
  if (hint !== undefined) expect(faults[0]?.hint).toContain(hint);
});

const FLOW: [yaml: string, message: string][] = [
  [
    '{name: Go!, container: web, commands: [{type: console, command: x}]}',
    'expected letters, digits, blanks',
  ],
  [
    '{name: step, container: web, commands: [{type: console, command: x}]}',
    '"step" is the name of flow[0] already',
  ],
  ['{name: a, container: wbe, commands: [{type: console, command: x}]}', 'there is no container "wbe"'],
  ['{name: a, container: web, commands: []}', 'expected at least one command, got an empty list'],
  [
    '{name: a, container: web, commands: [{type: consol, command: x}]}',
    'expected one of console, playwright, got "consol"',
  ],
  ['{name: a, container: web, commands: [{type: playwright, command: x, shell: sh}]}', 'runs in the browser'],
  ['{name: a, commands: [{type: console, command: x}]}', 'flow[1] has no "container"'],
];

test.each(FLOW)('flow: %s', async (yaml, message) => {
  const scenario = withService('init: true').trimEnd();
  using folder = scenarioFolder({ 'usage_scenario.yml': `${scenario}\n  - ${yaml}\n` });
  const faults = await folder.faults();
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test('names are unique among containers, and a container may not be called like another service', async () => {
  const services = `services:
  a: {image: x, container_name: same}
  b: {image: x, container_name: same}
  c: {image: x, container_name: a}
  d: {container_name: d1}
`;
  using folder = scenarioFolder({
    'usage_scenario.yml': withService('init: true')
      .replace(/services:[^]*?flow:/, `${services}flow:`)
      .replace('container: web', 'container: same'),
  });
  expect((await folder.faults()).map(brief)).toEqual([
    '4:33 same | the name "same" belongs to the service "a" already',
    '5:33 a | the name "a" belongs to the service "a" already',
    '6:3 d | services.d has neither "image" nor "build"',
  ]);
});

test("a service's key may be the name of a row of every report, its container's may not", async () => {
  const withRecorder = (more: string) =>
    scenarioFolder({
      'usage_scenario.yml': `name: x\nservices: {recorder: {image: x${more}}}\nflow: [{name: s, container: recorder, commands: [{type: console, command: x}]}]`,
    });
  using refused = withRecorder('');
  expect((await refused.faults()).map(brief)).toEqual([
    '2:12 recorder | "recorder" is a row of its own in every report',
  ]);
  using accepted = withRecorder(', container_name: tape');
  expect((await accepted.load()).services[0]?.containerName).toBe('tape');
});

test('a cycle is shown with its way', async () => {
  const services =
    'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, depends_on: [c]}\n  c: {image: x, depends_on: [a]}\n';
  using folder = scenarioFolder({
    'usage_scenario.yml': `name: x\n${services}flow: [{name: s, container: a, commands: [{type: console, command: x}]}]`,
  });
  expect((await folder.faults()).map(brief)).toEqual([
    '5:17 depends_on | depends_on goes round in a circle: a → b → c → a',
  ]);
});

test('three faults show three carets, in reading order', async () => {
  const yaml = `name: three
services:
  web:
    imge: busybox
    image: busybox
    cpus: many
flow:
  - name: load
    container: wbe
    commands:
      - type: console
        command: 'true'
`;
  using folder = scenarioFolder({ 'usage_scenario.yml': yaml });
  const error = await folder.refusal();
  expect(error.code).toBe('scenario-invalid');
  expect(error.details.faults).toEqual([
    {
      file: `${folder.path}/usage_scenario.yml`,
      line: 4,
      column: 5,
      length: 4,
      sourceLine: '    imge: busybox',
      message: 'unknown key "imge" in services.web, with "busybox" (a string)',
      hint: 'Did you mean "image"?',
    },
    {
      file: `${folder.path}/usage_scenario.yml`,
      line: 6,
      column: 11,
      length: 4,
      sourceLine: '    cpus: many',
      message: 'services.web.cpus: expected a number above 0, got "many" (a string)',
    },
    {
      file: `${folder.path}/usage_scenario.yml`,
      line: 9,
      column: 16,
      length: 3,
      sourceLine: '    container: wbe',
      message: 'flow[0].container: there is no container "wbe"',
      hint: 'Did you mean "web"?',
    },
  ]);
});

test('a fault after another in the same list keeps the index that the file has', async () => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('volumes: [{source: x}, "no:/x"]') });
  expect((await folder.faults()).map((fault) => fault.message)).toEqual([
    'services.web.volumes[0] has no "type": expected one of bind, volume, tmpfs',
    'services.web.volumes[0] has no "target": expected an absolute path in the container',
    'services.web.volumes[1]: there is no volume "no"',
  ]);
});

test('no secret is in a fault', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService(
      'environment:\n  DB_PASSWORD: [hunter2]\ndocker-run-args: ["--bad -e TOKEN=hunter2"]',
    ),
  });
  expect(JSON.stringify(await folder.faults())).not.toContain('hunter2');
});

test('ignore-unsupported-compose turns unknown keys into warnings, one each, but not wrong values', async () => {
  const yaml = withService(
    'logging: {driver: x}\ndeploy: {replicas: 2}',
    'ignore-unsupported-compose: true\nzzz: {a: }\n',
  );
  using folder = scenarioFolder({ 'usage_scenario.yml': yaml });
  expect((await folder.load()).warnings.toSorted((a, b) => a.message.localeCompare(b.message))).toEqual([
    {
      code: 'ignored-key',
      message: '"logging" in services.web has no effect: joulelab keeps what containers print itself',
    },
    { code: 'ignored-key', message: '"replicas" in services.web.deploy is not supported and has no effect' },
    { code: 'ignored-key', message: '"zzz" at the top is not supported and has no effect' },
  ]);
  using wrong = scenarioFolder({ 'usage_scenario.yml': yaml.replace('replicas: 2', 'resources: 5') });
  expect(await wrong.faults()).toHaveLength(1);
});
