import { expect, test } from 'vitest';
import { z } from 'zod';
import { scenarioSchema } from './schema/scenario-schema.ts';
import { scenarioFolder, withCommand, withService } from './testdata/scenario-folder.ts';

const STRICT = ['-o', 'errexit', '-o', 'nounset', '-o', 'pipefail'];

test.each([
  ['command: echo "a b" $X | cat', { argv: ['echo', 'a b', '$X', '|', 'cat'], text: 'echo "a b" $X | cat' }],
  ['command: |\n  stress\n    --cpu 1', { argv: ['stress', '--cpu', '1'] }],
  ['command: a | b\nshell: bash', { argv: ['bash', ...STRICT, '-c', 'a | b'], text: 'a | b' }],
  [
    'command: |\n  for i in 1 2; do\n    echo $i\n  done\nshell: /bin/bash',
    { argv: ['/bin/bash', ...STRICT, '-c', 'for i in 1 2; do\n  echo $i\ndone\n'] },
  ],
  ['command: x\nshell: sh', { argv: ['sh', '-o', 'errexit', '-o', 'nounset', '-c', 'x'] }],
  ['command: x\nshell: busybox ash', { argv: ['busybox', 'ash', ...STRICT, '-c', 'x'] }],
  ['command: x\nshell: bash\nshell-options: []', { argv: ['bash', '-c', 'x'] }],
  ['command: x\nshell: bash\nshell-options: [-o, errexit]', { argv: ['bash', '-o', 'errexit', '-c', 'x'] }],
  ['command: x\nshell: bash\nshell-options: -e -u', { argv: ['bash', '-e', '-u', '-c', 'x'] }],
  [
    'command: x',
    {
      type: 'console',
      detach: false,
      ignoreErrors: false,
      logStdout: true,
      logStderr: true,
      readNotesStdout: false,
    },
  ],
  [
    'command: x\ndetach: true\nignore-errors: true\nnote: hello',
    { detach: true, ignoreErrors: true, note: 'hello' },
  ],
  ['command: x\nlog-stdout: false\nlog-stderr: false', { logStdout: false, logStderr: false }],
  ['command: x\nread-notes-stdout: true', { readNotesStdout: true }],
  [
    'command: curl https://u:secret@h/',
    { argv: ['curl', 'https://u:secret@h/'], text: 'curl https://u:***@h/' },
  ],
])('flow command: %s', async (yaml, expected) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withCommand(yaml) });
  expect((await folder.load()).flow[0]?.commands[0]).toMatchObject(expected);
});

test('a playwright command is one text', async () => {
  using folder = scenarioFolder({
    'usage_scenario.yml': withCommand('command: await page.goto("x y")').replace('console', 'playwright'),
  });
  expect((await folder.load()).flow[0]?.commands[0]).toMatchObject({
    type: 'playwright',
    argv: ['await page.goto("x y")'],
  });
});

test('a flow names the container, or its service', async () => {
  const text = withService('container_name: front', '  \n').replace('container: web', 'container: front');
  using folder = scenarioFolder({
    'usage_scenario.yml': `${text}  - {name: second (2), container: web, hidden: true, commands: [{type: console, command: x}]}\n`,
  });
  expect((await folder.load()).flow).toMatchObject([
    { name: 'step', container: 'front', hidden: false },
    { name: 'second (2)', container: 'front', hidden: true },
  ]);
});

test.each([
  [
    'networks: [a, b]',
    {
      networks: [
        { name: 'a', internal: false },
        { name: 'b', internal: false },
      ],
    },
  ],
  [
    'networks: {a: {internal: true}, b: , c: {driver: bridge}}',
    {
      networks: [
        { name: 'a', internal: true },
        { name: 'b', internal: false },
        { name: 'c', internal: false },
      ],
    },
  ],
  ['volumes: [a]', { volumes: ['a'] }],
  ['volumes: {a: , b: {}}', { volumes: ['a', 'b'] }],
  ['description: d\nauthor: a', { description: 'd', author: 'a' }],
  ["architecture: linux\nversion: '3.8'\nx-y: 1", { name: 'demo' }],
  [
    'custom_metrics: {rps: {unit: req, sci: true}, t: {unit: s, regex: "^(?P<t>[0-9]+) (?P<v>[0-9]+)$"}}',
    {
      customMetrics: {
        rps: { unit: 'req', sci: true },
        t: { unit: 's', sci: false, regex: '^(?<t>[0-9]+) (?<v>[0-9]+)$' },
      },
    },
  ],
  [
    'relations: {r: {url: "https://example.org/r.git", branch: main, commit_hash: 0123abc}}',
    { relations: { r: { url: 'https://example.org/r.git', branch: 'main', commitHash: '0123abc' } } },
  ],
  [
    'relations: {r: {url: "git@example.org:x/r.git"}}',
    { relations: { r: { url: 'git@example.org:x/r.git' } } },
  ],
])('top: %s', async (yaml, expected) => {
  using folder = scenarioFolder({ 'usage_scenario.yml': withService('init: true', `${yaml}\n`) });
  expect(await folder.load()).toMatchObject(expected);
});

test('a JSON Schema can be made of the schema', () => {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input' });
  expect(schema.required).toEqual(['name', 'flow']);
  expect(Object.keys(schema.properties ?? {})).toEqual(
    expect.arrayContaining(['services', 'flow', 'custom_metrics']),
  );
});
