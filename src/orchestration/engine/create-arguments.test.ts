import { expect, test } from 'vitest';
import type { Service } from '../../domain/scenario.ts';
import { type ContainerPlan, choosesNetwork, createArguments } from './create-arguments.ts';

const SERVICE: Service = {
  key: 'web',
  containerName: 'my-web',
  image: 'img:1',
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
};

const PLAN: Omit<ContainerPlan, 'service'> = {
  runId: 'abc',
  root: '/home/me/a,b',
  hosts: [],
  limits: { cpus: 1.5, memoryBytes: 1000 },
  capacity: { cpus: 2, memoryBytes: 1, enforcesCpus: true, enforcesMemory: true, enforcesSwap: true },
};

function args(changes: Partial<Service>, plan: Partial<ContainerPlan> = {}): string[] {
  return createArguments({ ...PLAN, ...plan, service: { ...SERVICE, ...changes } });
}

/** The value of each occurrence of an option, as one word or two. */
function valuesOf(words: readonly string[], option: string): string[] {
  return words.flatMap((word, at) => {
    if (word === option) return [words[at + 1] ?? ''];
    return word.startsWith(`${option}=`) ? [word.slice(option.length + 1)] : [];
  });
}

test('options of the scenario win over what is derived, but not over name and labels', () => {
  const words = args({
    engineArgs: ['--name', 'evil', '--memory', '5', '--label', 'io.joulelab.run=evil'],
    labels: { a: 'b' },
  });
  expect(valuesOf(words, '--name').at(-1)).toBe('joulelab-abc-my-web');
  expect(valuesOf(words, '--memory').at(-1)).toBe('5');
  const labels = valuesOf(words, '--label');
  expect(labels.lastIndexOf('io.joulelab.run=abc')).toBeGreaterThan(labels.indexOf('io.joulelab.run=evil'));
  expect(labels).toContain('a=b');
});

test('an entrypoint of several words goes before the command, and an empty one clears', () => {
  expect(args({ entrypoint: ['sh', '-c'], command: ['echo'] }).slice(-3)).toEqual(['img:1', '-c', 'echo']);
  expect(valuesOf(args({ entrypoint: ['sh', '-c'] }), '--entrypoint')).toEqual(['sh']);
  expect(valuesOf(args({ entrypoint: [] }), '--entrypoint')).toEqual(['']);
  expect(valuesOf(args({}), '--entrypoint')).toEqual([]);
});

test('limits are given where the engine enforces them', () => {
  const words = args({});
  expect([valuesOf(words, '--cpus'), valuesOf(words, '--memory'), valuesOf(words, '--memory-swap')]).toEqual([
    ['1.5'],
    ['1000'],
    ['1000'],
  ]);
  const none = { ...PLAN.capacity, enforcesCpus: false, enforcesMemory: false };
  expect(args({}, { capacity: none }).filter((word) => /^--(cpus|memory)/.test(word))).toEqual([]);
});

test('mounts survive commas in paths; volumes get the name of the run', () => {
  const words = args({ mounts: [{ type: 'volume', source: 'data', target: '/d', readOnly: true }] });
  expect(valuesOf(words, '--mount')).toEqual([
    'type=bind,"source=/home/me/a,b",target=/tmp/repo,readonly',
    'type=volume,source=joulelab-abc-data,target=/d,readonly',
  ]);
});

test('a health check in word form is quoted for the shell that the CLI puts around it', () => {
  const healthcheck = { disable: false, test: ['CMD', 'test', "it's"], intervalMs: 1500, retries: 2 };
  const words = args({ healthcheck });
  expect(valuesOf(words, '--health-cmd')).toEqual([`'test' 'it'\\''s'`]);
  expect(valuesOf(words, '--health-interval')).toEqual(['1500ms']);
  expect(args({ healthcheck: { disable: true } })).toContain('--no-healthcheck');
});

test('the host name is the container name, unless the options choose one or a network mode', () => {
  expect(valuesOf(args({}), '--hostname')).toEqual(['my-web']);
  expect(valuesOf(args({ engineArgs: ['--hostname=x'] }), '--hostname')).toEqual(['x']);
  expect(valuesOf(args({ engineArgs: ['--network', 'host'] }), '--hostname')).toEqual([]);
});

test.each([
  [['--network', 'host'], true],
  [['--net=none'], true],
  [['--network-alias', 'x'], false],
])('%j chooses the network: %s', (words, expected) => {
  expect(choosesNetwork(words)).toBe(expected);
});
