import { expect, test } from 'vitest';
import { engineCandidates } from './discovery.ts';

const NOWHERE = { HOME: '/nosuch' };

test('candidates stand in the order in which they are tried', () => {
  const { candidates, faults } = engineCandidates({
    ...NOWHERE,
    DOCKER_HOST: 'localhost:1',
    XDG_RUNTIME_DIR: '/run/user/7',
  });
  expect(faults).toEqual([]);
  expect(candidates.map(({ host, explicit }) => [host, explicit])).toEqual([
    ['tcp://localhost:1', true],
    ['unix:///run/user/7/docker.sock', false],
    ['unix:///var/run/docker.sock', false],
  ]);
});

test('one address is tried once, and an empty variable is none', () => {
  const both = engineCandidates({ ...NOWHERE, DOCKER_HOST: '/var/run/docker.sock' });
  expect(both.candidates).toEqual([
    { source: 'DOCKER_HOST', host: 'unix:///var/run/docker.sock', explicit: true },
  ]);
  expect(
    engineCandidates({ ...NOWHERE, DOCKER_HOST: '', DOCKER_CONTEXT: 'default' }).candidates,
  ).toHaveLength(1);
});

test('a named context without a file is a fault with its reason', () => {
  expect(engineCandidates({ ...NOWHERE, DOCKER_CONTEXT: 'x' }).faults).toEqual([
    { what: 'docker context x', why: expect.stringContaining('ENOENT') },
  ]);
});
