import { expect, test } from 'vitest';
import type { ContainerFacts } from '../../domain/run.ts';
import { policySentences } from './policy-sentences.ts';

function container(name: string, runtime: string, policies?: string[]): ContainerFacts {
  const facts = { name, runtime, id: name, image: 'i', imageId: 'sha256:1', cpus: 1, memoryBytes: 1 };
  return policies === undefined ? facts : { ...facts, policies };
}

test('a sentence about all containers names the runtime, one about some names them too', () => {
  const a = container('a', 'runsc', ['has hosts entries', 'is privileged']);
  const b = container('b', 'runsc', ['has hosts entries']);
  expect(policySentences([a, b])).toEqual(['runsc: has hosts entries.', 'runsc (a): is privileged.']);
  expect(policySentences([b, container('c', 'runc')])).toEqual(['runsc (b): has hosts entries.']);
  expect(policySentences([container('c', 'runc')])).toEqual([]);
  const runsc = {
    ...container('d', 'runsc'),
    runtimeBinary: '/usr/bin/runsc',
    runtimeArgs: ['--network=host'],
  };
  expect(policySentences([runsc, { ...container('c', 'runc'), runtimeBinary: 'runc' }])).toEqual([
    'runsc is /usr/bin/runsc --network=host.',
  ]);
});
