import { describe, expect, test } from 'vitest';
import type { Service } from '../../domain/scenario.ts';
import type { RuntimePolicy } from '../runtimes/runtime.ts';
import { type AppliedPolicy, applyPolicy } from './apply-policy.ts';

const LIKE_RUNC: RuntimePolicy = {
  nameResolution: 'engine',
  bothLimits: false,
  privileged: 'engine',
  hostNetwork: true,
  notes: [],
};

function apply(
  policy: Partial<RuntimePolicy>,
  {
    engineArgs = [],
    limits = {},
    enforces = true,
    hasPeers = true,
  }: Partial<Service> & Record<string, unknown> = {},
): AppliedPolicy {
  const service = { key: 'web', engineArgs, limits } as unknown as Service;
  return applyPolicy(
    service,
    { ...LIKE_RUNC, ...policy },
    {
      runtime: 'kata',
      hasPeers: hasPeers === true,
      capacity: {
        cpus: 4,
        memoryBytes: 1e9,
        enforcesCpus: enforces === true,
        enforcesMemory: enforces === true,
        enforcesSwap: false,
      },
    },
  );
}

test('under a runtime like runc nothing changes and nothing is said', () => {
  const engineArgs = ['--privileged', '--network=host'];
  expect(apply({}, { engineArgs })).toEqual({ engineArgs, byHosts: false, said: [] });
});

describe('what a runtime refuses', () => {
  test.each([
    [
      { privileged: 'refused' } as const,
      ['--privileged'],
      'asks for privileged, which the runtime kata cannot',
    ],
    [
      { hostNetwork: false },
      ['--network=host'],
      "asks for the host's network, which the runtime kata cannot",
    ],
  ])('%o', (policy, engineArgs, message) => {
    expect(() => apply(policy, { engineArgs })).toThrow(message);
    expect(apply(policy, { engineArgs: ['--network=none'] }).engineArgs).toEqual(['--network=none']);
  });
});

test('guest-privileged is made of capabilities', () => {
  const { engineArgs, said } = apply({ privileged: 'guest' }, { engineArgs: ['--init', '--privileged'] });
  expect(engineArgs).toContain('--cap-add=ALL');
  expect(engineArgs).toContain('--init');
  expect(engineArgs).not.toContain('--privileged');
  expect(said.join()).toContain('privileged inside its own kernel');
});

test('hosts entries are for services with peers', () => {
  expect(apply({ nameResolution: 'hosts' }).byHosts).toBe(true);
  expect(apply({ nameResolution: 'hosts' }).said.join()).toContain('/etc/hosts');
  expect(apply({ nameResolution: 'hosts' }, { hasPeers: false })).toMatchObject({ byHosts: false, said: [] });
});

test.each([
  ['no limits', {}, true, 1],
  ['one limit', { cpus: 1 }, true, 1],
  ['both limits', { cpus: 1, memoryBytes: 1 }, true, 0],
  ['an engine that enforces none', {}, false, 0],
])('limits that size a virtual machine are said: %s', (_, limits, enforces, count) => {
  expect(apply({ bothLimits: true }, { limits, enforces }).said).toHaveLength(count);
});

test("the runtime's own notes are said", () => {
  expect(apply({ notes: ['memory is shared memory'] }).said).toEqual(['memory is shared memory']);
});
