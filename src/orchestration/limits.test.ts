import { expect, test } from 'vitest';
import type { JoulelabError } from '../domain/errors.ts';
import type { Limits, Service } from '../domain/scenario.ts';
import { resolveLimits } from './limits.ts';

const GIB = 1024 ** 3;
const MACHINE = {
  cpus: 4,
  memoryBytes: 11 * GIB,
  enforcesCpus: true,
  enforcesMemory: true,
  enforcesSwap: true,
};

function services(...limits: Limits[]): Service[] {
  const base = {
    image: 'x',
    environment: {},
    labels: {},
    networks: [],
    mounts: [],
    ports: [],
    dependsOn: [],
    setupCommands: [],
  };
  const rest = {
    folderDestination: '/r',
    logStdout: true,
    logStderr: true,
    readNotesStdout: false,
    engineArgs: [],
  };
  return limits.map((limit, at) => ({
    ...base,
    ...rest,
    key: `s${at}`,
    containerName: `c${at}`,
    limits: limit,
  }));
}

function failure(limits: Limits[], machine = MACHINE): JoulelabError {
  try {
    resolveLimits(services(...limits), machine);
  } catch (thrown) {
    return thrown as JoulelabError;
  }
  throw new Error('it did not fail');
}

const asked = (...limits: Limits[]) => [...resolveLimits(services(...limits), MACHINE).byService.values()];

test('without limits all CPUs but one, and even shares of the memory less the reserve', () => {
  const half = { cpus: 3, memoryBytes: 5 * GIB };
  expect(asked({}, {})).toEqual([half, half]);
  const { byService } = resolveLimits(services({}), { ...MACHINE, memoryBytes: 1000 * 1024 ** 2 });
  expect(byService.get('s0')?.memoryBytes).toBe(900 * 1024 ** 2);
});

test('what is asked for is given, and the rest shared', () => {
  const given = { cpus: 0.5, memoryBytes: 2 * GIB };
  const rest = { cpus: 3, memoryBytes: 4 * GIB };
  expect(asked(given, {}, {})).toEqual([given, rest, rest]);
});

test('too much memory shows the sum, too many CPUs the container', () => {
  const memory = failure([{ memoryBytes: 6 * GIB }, { memoryBytes: 5 * GIB }]);
  expect(memory.code).toBe('limits-exceeded');
  expect(memory.message).toContain('c0: 6144 MiB + c1: 5120 MiB = 11264 MiB of 10240 MiB');
  expect(failure([{ cpus: 3.5 }]).message).toContain('c0: 3.5; assignable: 3 of 4');
});

test('a share that is too small for a container is too much asked for by the others', () => {
  expect(failure([{ memoryBytes: 10 * GIB - 1 }, {}]).message).toContain('1 more without a limit');
});

test('one core is assigned where there is no other', () => {
  const { byService } = resolveLimits(services({}), { ...MACHINE, cpus: 1 });
  expect(byService.get('s0')?.cpus).toBe(1);
});

test('limits that the engine ignores are a warning', () => {
  expect(resolveLimits(services({}), MACHINE).warnings).toEqual([]);
  const { warnings } = resolveLimits(services({}), {
    ...MACHINE,
    enforcesCpus: false,
    enforcesMemory: false,
  });
  expect(warnings).toEqual([
    { code: 'limits-ignored', message: 'The engine does not enforce limits of CPU and memory.' },
  ]);
});
