import { expect, test } from 'vitest';
import { brief, type Files, scenarioFolder, withCommand, withService } from './testdata/scenario-folder.ts';

const FLOW = 'flow: [{name: s, container: web, commands: [{type: console, command: x}]}]\n';

test('a folder stands for its usage_scenario.yml, else .yaml; a file for itself', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yaml': withService('init: true'),
    'other.yml': withService('init: true'),
  });
  expect((await folder.load()).file).toBe(`${folder.path}/usage_scenario.yaml`);
  expect((await folder.load({ path: `${folder.path}/other.yml` })).file).toBe(`${folder.path}/other.yml`);
});

test.each(['', 'nowhere.yml'])('what is not there is scenario-not-found: %j', async (name) => {
  using folder = scenarioFolder({ 'a.yml': '' });
  const error = await folder.refusal({ path: `${folder.path}/${name}` });
  expect(error.code).toBe('scenario-not-found');
  expect(error.message).toContain(folder.path);
});

test.each([
  [{ '.git': null }, ''],
  [{ '.git': 'gitdir: elsewhere\n' }, ''],
  [{ 'a/b/.git': null }, '/a/b'],
  [{}, '/a/b/c'],
])('the root is the top of the repository around the scenario: %j', async (files, root) => {
  using folder = scenarioFolder({ ...files, 'a/b/c/usage_scenario.yml': withService('init: true') });
  expect((await folder.load({ path: `${folder.path}/a/b/c` })).root).toBe(folder.path + root);
});

test('a link to a scenario is read where it really lies', async () => {
  using folder = scenarioFolder({
    'real/s.yml': withService('init: true'),
    'link.yml': { link: 'real/s.yml' },
  });
  expect(await folder.load({ path: `${folder.path}/link.yml` })).toMatchObject({
    file: `${folder.path}/real/s.yml`,
    root: `${folder.path}/real`,
  });
});

test('variables are replaced in the text, in includes too, under both names', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `name: "x __GMT_VAR_A__"\nservices: !include services.yml\n${FLOW}`,
    'services.yml': 'web: {image: busybox:__GMT_VAR_B__, cpus: __GMT_VAR_CPUS__}\n',
  });
  const scenario = await folder.load({ variables: { __GMT_VAR_A__: '1', B: '1.35', CPUS: '0.5' } });
  expect(scenario.name).toBe('x 1');
  expect(scenario.services[0]).toMatchObject({ image: 'busybox:1.35', limits: { cpus: 0.5 } });
  expect(scenario.variables).toEqual({ __GMT_VAR_A__: '1', __GMT_VAR_B__: '1.35', __GMT_VAR_CPUS__: '0.5' });
  expect(scenario.resolvedText).toContain('busybox:1.35');
});

test('a fault after a variable keeps the column that the file has', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService('environment: {A: __GMT_VAR_A__, B: [__GMT_VAR_A__]}\nimgae: x'),
  });
  const faults = await folder.faults({ variables: { A: 'something rather long' } });
  expect(faults.map(brief)).toEqual([
    '5:40 [__GMT_VAR_A__] | services.web.environment.B: expected a string, got a list of 1',
    '6:5 imgae | unknown key "imgae" in services.web, with "x" (a string)',
  ]);
});

test('a variable with line breaks moves no place', async () => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('command: __GMT_VAR_A__\nimgae: x') });
  expect((await folder.faults({ variables: { A: '"a\n\n      b"' } })).map(brief)).toEqual([
    '6:5 imgae | unknown key "imgae" in services.web, with "x" (a string)',
  ]);
});

test.each([
  ['image2: __GMT_VAR_A__', {}, '5:13 __GMT_VAR_A__ | variable __GMT_VAR_A__ has no value'],
  ['cpus: __GMT_VAR_A__', {}, '5:11 __GMT_VAR_A__ | variable __GMT_VAR_A__ has no value'],
  [
    '# __GMT_VAR_A__',
    { A: 'x' },
    '1:1 A | variable "A" is given, but __GMT_VAR_A__ stands nowhere in the scenario or its includes',
  ],
  [
    'init: true',
    { 'A-B': 'x' },
    '1:1 A-B | variable "A-B": expected a name of letters, digits and underscores',
  ],
  ['init: true', { '': 'x' }, '1:1 = | variable "": expected a name of letters, digits and underscores'],
  [
    'user: __GMT_VAR_A__',
    { A: 'x', __GMT_VAR_A__: 'y' },
    '1:1 __GMT_VAR_A__ | variable "__GMT_VAR_A__" is given twice, as __GMT_VAR_A__ too',
  ],
])('%s with %j', async (yaml, variables, fault) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService(yaml) });
  expect((await folder.faults({ variables })).map(brief)).toContain(fault);
});

test('a variable without a value is one fault, not two', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService('cpus: __GMT_VAR_A__\nvolumes: ["./__GMT_VAR_A__:/x"]'),
  });
  expect((await folder.faults()).map(brief)).toEqual([
    '5:11 __GMT_VAR_A__ | variable __GMT_VAR_A__ has no value',
    '6:18 __GMT_VAR_A__ | variable __GMT_VAR_A__ has no value',
  ]);
});

test('comments may name variables; a # inside a text begins none', async () => {
  const command = "command: |\n  # __GMT_VAR_A__\n  echo '#'";
  using folder = scenarioFolder({
    'usage_scenario.yml': `# __GMT_VAR_NO__\n${withCommand(`${command}\nnote: "# __GMT_VAR_B__" # __GMT_VAR_NO__`)}`,
  });
  const [step] = (await folder.load({ variables: { A: 'one', B: 'two' } })).flow;
  expect(step?.commands[0]).toMatchObject({ text: "# one\necho '#'\n", note: '# two' });
});

test('a misspelt variable is told the one that has no value', async () => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('user: __GMT_VAR_USER__') });
  const faults = await folder.faults({ variables: { USR: '1' } });
  expect(faults.map((fault) => fault.hint)).toContain('Did you mean "__GMT_VAR_USER__"?');
});

const PARTS: Files = {
  'parts/services.yml': 'web: {image: one}\ndeep: {inner: {worker: {image: two}, last: 1}}\n',
  'parts/chain.yml': 'web: !include services.yml web\n',
  'parts/two words.yml': 'image: three\n',
};

test.each([
  ['services: !include parts/services.yml deep inner', ['two']],
  ['services: {web: !include parts/services.yml web}', ['one']],
  ['services: {web: !include parts/services.yml worker}', ['two']],
  ['services: {web: !include [parts/services.yml, worker]}', ['two']],
  ['services: !include parts/chain.yml', ['one']],
  ['services: {web: !include "\'parts/two words.yml\'"}', ['three']],
])('%s', async (yaml, images) => {
  using folder = scenarioFolder({
    ...PARTS,
    'parts/services.yml': 'web: {image: one}\ndeep: {inner: {worker: {image: two}}}\n',
    'usage_scenario.yml': `name: x\n${yaml}\n${FLOW.replace('web', yaml.includes('deep') ? 'worker' : 'web')}`,
  });
  expect((await folder.load()).services.map((service) => service.image)).toEqual(images);
});

test('a fault in an included file names that file and its line', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `name: x\nservices: !include parts/services.yml\n${FLOW}`,
    'parts/services.yml': 'web:\n  image: x\n  cpu: 1\n',
  });
  const [fault] = await folder.faults();
  expect(fault).toMatchObject({
    file: `${folder.path}/parts/services.yml`,
    line: 3,
    column: 3,
    sourceLine: '  cpu: 1',
  });
});

test.each([
  ['services: !include nowhere.yml', 'there is no file'],
  ['services: !include ../outside.yml', 'outside'],
  ['services: !include /etc/passwd', 'leads to /etc/passwd, outside'],
  ['services: !include out.yml', 'outside'],
  ['services: !include parts', 'it is not a file'],
  ['services: !include usage_scenario.yml', 'comes back to itself: usage_scenario.yml → usage_scenario.yml'],
  ['services: {web: !include a.yml x x}', 'comes back to itself: a.yml → b.yml → a.yml'],
  ['services: !include parts/services.yml wbe', 'there is no key "wbe" in it'],
  ['services: !include', '!include: expected a file name'],
  ['services: !include {a: b}', '!include: expected FILE or FILE KEY'],
])('%s is refused', async (yaml, message) => {
  using folder = scenarioFolder({
    ...PARTS,
    'a.yml': 'x: !include b.yml\n',
    'b.yml': 'x: !include a.yml\n',
    'out.yml': { link: '/etc/hostname' },
    'usage_scenario.yml': `name: x\n${yaml}\n${FLOW}`,
  });
  const faults = await folder.faults({ allowUnsafe: true });
  expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
});

test('compose-file is merged under the scenario: maps merge, it wins, lists are replaced, null removes a service', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': `
name: mine
compose-file: !include compose.yml
services:
  web: {environment: {A: mine}, tmpfs: [/c], container_name: front}
  db: null
  extra: {image: extra}
flow: [{name: own, container: front, commands: [{type: console, command: x}]}]
`,
    'compose.yml': `
version: '3'
name: theirs
x-common: &common {init: true}
services:
  web:
    <<: *common
    image: web
    environment: {A: theirs, B: theirs}
    tmpfs: [/a, /b]
  db: {image: db}
networks: {net: {internal: true}}
flow-prepend: [{name: first, container: extra, commands: [{type: console, command: x}]}]
`,
  });
  const scenario = await folder.load();
  expect(scenario.name).toBe('mine');
  expect(scenario.services.map((service) => service.key)).toEqual(['web', 'extra']);
  expect(scenario.services[0]).toMatchObject({
    image: 'web',
    containerName: 'front',
    environment: { A: 'mine', B: 'theirs' },
    engineArgs: ['--tmpfs=/c', '--init'],
  });
  expect(scenario.networks).toEqual([{ name: 'net', internal: true }]);
  expect(scenario.flow.map((step) => step.name)).toEqual(['first', 'own']);
});

test('paths of an included file are looked for from the scenario, then from that file', async () => {
  using folder = scenarioFolder({
    '.git': null,
    'sub/compose.yml': 'services: {web: {image: x, volumes: ["./here:/h", "./both:/b"]}}\n',
    'sub/here': null,
    'sub/both': null,
    both: null,
    'usage_scenario.yml': `name: x\ncompose-file: !include sub/compose.yml\n${FLOW}`,
  });
  const [service] = (await folder.load()).services;
  expect(service?.mounts).toMatchObject([
    { source: `${folder.path}/sub/here` },
    { source: `${folder.path}/both` },
  ]);
});

test('yes, on and anchors of YAML 1.1 mean what they mean in GMT', async () => {
  const yaml = `name: x
services:
  web: &base {image: x, init: yes}
  two: {<<: *base, init: off}
  three: *base
${FLOW}`;
  using folder = scenarioFolder({ 'usage_scenario.yml': yaml });
  expect((await folder.load()).services.map((service) => service.engineArgs)).toEqual([
    ['--init'],
    [],
    ['--init'],
  ]);
});

test.each([
  [
    'aliases that multiply',
    `a: &a [1,1,1,1,1,1,1,1,1,1]\n${'abcdefg'
      .split('')
      .map((name, at) => `${'abcdefgh'[at + 1]}: &${'abcdefgh'[at + 1]} [${`*${name},`.repeat(10)}]\n`)
      .join('')}`,
    'grows too large',
  ],
  ['an alias in itself', 'a: &a [*a]\n', 'contains itself'],
  ['deep nesting', `a: ${'['.repeat(200)}${']'.repeat(200)}\n`, 'nested deeper than 64 levels'],
  ['very deep nesting', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`, 'nested too deep'],
  ['a huge file', `# ${'x'.repeat(1_100_000)}\n`, 'larger than'],
  ['a key that would change all maps', '__proto__: {x: 1}\n', 'expected a plain key'],
  ['a map as a key', '? {a: b}\n: c\n', 'expected a plain key'],
])('%s: refused without harm', async (_, yaml, message) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': yaml });
  const messages = (await folder.faults()).map((fault) => fault.message);
  expect(messages.filter((each) => each.includes(message))).toHaveLength(1);
});

test('includes that multiply are refused', async () => {
  const files = Object.fromEntries(
    'abcdef'
      .split('')
      .map((name, at) => [`${name}.yml`, `x: [${`!include ${'abcdefz'[at + 1]}.yml, `.repeat(8)}]\n`]),
  );
  using folder = scenarioFolder({
    ...files,
    'z.yml': 'x: 1\n',
    'usage_scenario.yml': 'name: !include a.yml\n',
  });
  expect((await folder.faults()).map((fault) => fault.message)).toContain('more than 200 includes');
});

test('the stored text holds no secret', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService(
      'environment: {DB_PASSWORD: __GMT_VAR_DB_PASSWORD__, PORT: 80}\ncommand: run --with __GMT_VAR_DB_PASSWORD__\nlabels: [API_KEY=abc123]',
      'relations: {r: {url: "https://joe:abc123@example.org/r.git"}}\n',
    ),
  });
  const scenario = await folder.load({ variables: { DB_PASSWORD: 'hunter2' } });
  expect(scenario.services[0]?.environment['DB_PASSWORD']).toBe('hunter2');
  expect(scenario.services[0]?.command).toEqual(['run', '--with', 'hunter2']);
  expect(scenario.variables).toEqual({ __GMT_VAR_DB_PASSWORD__: '***' });
  expect(scenario.resolvedText).not.toMatch(/hunter2|abc123/);
  expect(scenario.resolvedText).toContain('PORT: 80');
});

test('what is stored as resolved can be read again and gives the same services', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withService('environment: {V: 1.10, O: 0755, Y: yes}\ncommand: [a, "1", 1.0]'),
  });
  const scenario = await folder.load();
  using again = scenarioFolder({ 'usage_scenario.yml': scenario.resolvedText });
  expect((await again.load()).services).toEqual(scenario.services);
});
