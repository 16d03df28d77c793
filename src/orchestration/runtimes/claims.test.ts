import { expect, test } from 'vitest';
import { CAPABILITIES, type Capability } from '../../domain/runtimes.ts';
import { crun } from './crun/index.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { nativeClaims } from './native-claims.ts';
import { RUNTIMES } from './registry.ts';
import { runc } from './runc/index.ts';
import { sysbox } from './sysbox/index.ts';
import { youki } from './youki/index.ts';

const ALL = Object.keys(CAPABILITIES) as Capability[];

test.each([runc, crun, youki, gvisor, kata, sysbox])(
  '$id says something of every capability',
  ({ claims }) => {
    expect(Object.keys(claims).sort()).toEqual([...ALL].sort());
  },
);

test('what follows from the specification is not told as if a document had tested it', () => {
  const { claims } = runc;
  expect(claims.run).toMatchObject({
    note: 'follows from OCI conformance',
    source: expect.stringContaining('runtime-spec'),
  });
  for (const [capability, { says, note }] of Object.entries(claims))
    if (says === 'yes') expect(note, capability).toBeDefined();
});

test.each<[string, Capability, string]>([
  ['crun', 'kubernetes', 'inferred; privileged'],
  ['crun', 'nested-engine', 'inferred; privileged'],
  ['youki', 'gpu', 'inferred; NVIDIA Container Toolkit'],
])('%s: %s is said to be inferred', (id, capability, note) => {
  expect(RUNTIMES.find((one) => one.id === id)?.claims[capability]?.note).toBe(note);
});

test.each([gvisor, kata, sysbox])('$id claims nothing merely because runc can do it', ({ claims }) => {
  const borrowed = new Set(Object.values(nativeClaims()).map(({ source }) => source));
  const its = Object.entries(claims).filter(([capability]) => capability !== 'network-accounting');
  for (const [capability, { source }] of its)
    if (!source.startsWith('moby/moby')) expect(borrowed, capability).not.toContain(source);
});
