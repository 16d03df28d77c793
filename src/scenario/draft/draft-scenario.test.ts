import { cpSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenario } from '../index.ts';
import { type Files, scenarioFolder } from '../testdata/scenario-folder.ts';
import { draftScenario } from './draft-scenario.ts';

const COMPOSE = join(import.meta.dirname, '..', 'testdata', 'compose');

/** Faults that only the author of a Compose file can mend, by its folder. */
const UNMENDED: Readonly<Record<string, string>> = {
  monitoring: 'variable ADMIN_PASSWORD is needed',
  vpn: "to share another container's network is not supported",
  webapp: '"API_KEY" has no value',
};

const composeFiles = globSync('*/*compose.y*ml', { cwd: COMPOSE });

test('there are Compose files to draft from', () => expect(composeFiles.length).toBeGreaterThan(10));

test.each(composeFiles)(
  'a draft from %s is valid without a change, or says what its author must do',
  async (file) => {
    using folder = scenarioFolder({});
    const [name = ''] = file.split('/');
    cpSync(join(COMPOSE, name), join(folder.path, name), { recursive: true });
    const draft = draftScenario(join(folder.path, name));
    expect(draft.file).toBe(join(folder.path, name, 'usage_scenario.yml'));
    expect(draft.madeFrom).toBe('compose');
    const unmended = UNMENDED[name];
    expect(draft.faults.map(({ message }) => message)).toEqual(
      unmended === undefined ? [] : [expect.stringContaining(unmended)],
    );
    expect(draft.scenario === undefined).toBe(unmended !== undefined);
    if (unmended !== undefined) return;
    writeFileSync(draft.file, draft.text);
    const scenario = await loadScenario({
      path: draft.file,
      variables: {},
      allowUnsafe: false,
      skipUnsafe: false,
    });
    expect(scenario.name).toBe(name);
  },
);

async function drafted(files: Files, path = '') {
  using folder = scenarioFolder(files);
  const draft = draftScenario(join(folder.path, path));
  expect(draft.faults).toEqual([]);
  return draft;
}

test('the health check of the service that is built is the first command', async () => {
  const { scenario } = await drafted({
    'compose.yml': `services:
  db: {image: x, ports: [1], healthcheck: {test: [CMD, db-check]}}
  app: {build: ., healthcheck: {test: [CMD, check, "it's", fine]}}
`,
    Dockerfile: 'FROM x\n',
  });
  expect(scenario?.flow).toMatchObject([
    { container: 'app', commands: [{ argv: ['check', "it's", 'fine'] }] },
  ]);
  expect(scenario?.services.map(({ ports }) => ports)).toEqual([[], []]);
});

test('only what is not allowed is taken away, and what is left is written out', async () => {
  const { text } = await drafted({
    'compose.yml': `services:
  app:
    image: x
    privileged: true
    network_mode: host
    security_opt: ["no-new-privileges:true", seccomp=unconfined]
    volumes: ["./data:/data", "/etc:/host", "\${WHERE:-./data}:/more", "./data:/w:rw"]
`,
    'data/x': 'x',
  });
  expect(text).toContain('    volumes: [ ./data:/data, ./data:/more ]\n');
  expect(text).toContain('    security_opt: [ no-new-privileges:true ]\n');
  expect(text).toContain('    privileged: null\n');
  expect(text).toContain('    network_mode: null\n');
});

test.each([
  ['compose.yaml', 'compose.yml'],
  ['compose.yml', 'docker-compose.yml'],
  ['docker-compose.yml', 'Dockerfile'],
])('%s comes before %s', async (first, second) => {
  const services = 'services: {app: {image: x}}\n';
  const content = second === 'Dockerfile' ? 'FROM x\n' : services;
  expect((await drafted({ [first]: services, [second]: content })).source).toMatch(new RegExp(`/${first}$`));
});

test.each(['my services.yml', 'it’s [odd].yml'])('a Compose file may have any name: %s', async (name) => {
  const { scenario } = await drafted({ [name]: 'name: named\nservices: {app: {image: x}}\n' }, name);
  expect(scenario).toMatchObject({ name: 'named', services: [{ key: 'app' }] });
});

test('what a name holds stays text', async () => {
  const evil = 'x"\nservices: {a: {privileged: true}}\n#';
  const { scenario } = await drafted({
    'compose.yml': `name: ${JSON.stringify(evil)}\nservices: {app: {image: x}}\n`,
  });
  expect(scenario?.name).toBe(evil);
});

test.each([
  [
    'a tool is run by the flow',
    'FROM x\nENTRYPOINT ["tool", "--fast"]\nCMD ["a b", "c"]',
    { entrypoint: [], command: ['sleep', 'infinity'] },
    { argv: ['tool', '--fast', 'a b', 'c'] },
  ],
  [
    'so is a line for a shell',
    'FROM x\nCMD seq 9 | wc -l',
    { entrypoint: [], command: ['sleep', 'infinity'] },
    { argv: ['sh', '-o', 'errexit', '-o', 'nounset', '-c', 'seq 9 | wc -l'] },
  ],
  [
    'after an entrypoint the line is handed to it',
    'FROM x\nENTRYPOINT ["run"]\nCMD seq 9',
    { entrypoint: [] },
    { argv: ['run', 'sh', '-c', 'seq 9'] },
  ],
  [
    'a server runs by itself and is asked',
    'FROM x\nHEALTHCHECK CMD ["ask", "me"]\nCMD ["serve"]',
    { containerName: 'tool-2' },
    { argv: ['ask', 'me'] },
  ],
  [
    'a server that nothing is known to ask',
    'FROM x\nEXPOSE 80\nCMD ["serve"]',
    { containerName: 'tool-2' },
    { argv: ['sleep', '10'] },
  ],
  [
    'an image whose base says it all',
    'FROM x',
    { command: ['sleep', 'infinity'] },
    { argv: ['sleep', '10'] },
  ],
])('Dockerfile: %s', async (_, dockerfile, service, command) => {
  const { scenario, madeFrom } = await drafted({ '12 Tool 2!/Dockerfile': dockerfile }, '12 Tool 2!');
  expect(madeFrom).toBe('dockerfile');
  expect(scenario?.services).toMatchObject([{ key: 'tool-2', ...service }]);
  expect(scenario?.services[0]?.build?.dockerfile).toMatch(/Dockerfile$/);
  expect(scenario?.flow).toMatchObject([{ container: 'tool-2', commands: [command] }]);
});

test('a server keeps its own command', async () => {
  const { scenario } = await drafted({ Dockerfile: 'FROM x\nEXPOSE 80\nCMD ["serve"]' });
  expect(scenario?.services[0]?.command).toBeUndefined();
});

test('a Dockerfile of another name', async () => {
  const { scenario } = await drafted({ 'slim.Dockerfile': 'FROM x\nCMD ["a"]' }, 'slim.Dockerfile');
  expect(scenario?.services[0]?.build?.dockerfile).toMatch(/slim.Dockerfile$/);
});

test('a folder with nothing gets an example with comments', async () => {
  const { scenario, madeFrom, source, text } = await drafted({ 'readme.txt': '' });
  expect({ madeFrom, source }).toEqual({ madeFrom: 'nothing', source: undefined });
  expect(scenario?.flow).toHaveLength(1);
  expect(text.match(/^ *#/gm)?.length).toBeGreaterThan(4);
});

test.each([
  ['nowhere', 'There is no'],
  ['main.c', 'neither a Compose file nor a Dockerfile'],
])('%s is refused', async (path, message) => {
  using folder = scenarioFolder({ 'main.c': '' });
  expect(() => draftScenario(join(folder.path, path))).toThrow(message);
});
