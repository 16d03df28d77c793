import { expect, test } from 'vitest';
import type { Requirement } from '../../domain/runtimes.ts';
import { fixtureMachine } from './fixture-machine.ts';
import { engineWithRoot, subordinateIds, userNamespaces } from './user-requirements.ts';

const see = ({ met, seen }: Requirement) => `${met}: ${seen}`;

/** Files written by hand from subuid(5) and the kernel's sysctl documentation. */
const CLONE = 'proc/sys/kernel/unprivileged_userns_clone';
const MOST = 'proc/sys/user/max_user_namespaces';
test.each<[Record<string, string>, string]>([
  [{ [MOST]: '62000\n' }, 'yes: up to 62000'],
  [{ [MOST]: '62000\n', [CLONE]: '1\n' }, 'yes: up to 62000'],
  [{ [MOST]: '62000\n', [CLONE]: '0\n' }, 'no: kernel.unprivileged_userns_clone is 0'],
  [{ [MOST]: '0\n' }, 'no: user.max_user_namespaces is 0'],
  [{}, 'unknown: the kernel does not tell'],
])('user namespaces: %j', (files, expected) => {
  expect(see(userNamespaces(fixtureMachine(files)))).toBe(expected);
});

test.each([
  ['ann:100000:65536\n', 'ann:100000:65536\n', 'yes: 65536 for ann'],
  ['ann:100000:40000\nbob:1:9\nann:200000:30000\n', 'ann:100000:65536\n', 'yes: 65536 for ann'],
  [
    'ann:100000:65536\n',
    'bob:100000:65536\n',
    'no: /etc/subuid and /etc/subgid give ann 0, 65536 are needed',
  ],
  [
    'ann:100000:1000\n',
    'ann:100000:65536\n',
    'no: /etc/subuid and /etc/subgid give ann 1000, 65536 are needed',
  ],
])('subordinate ids %j and %j', (subuid, subgid, expected) => {
  const host = fixtureMachine({ 'etc/subuid': subuid, 'etc/subgid': subgid });
  expect(see(subordinateIds(host, 'ann'))).toBe(expected);
});

test.each([
  [false, 'yes: yes'],
  [true, 'no: the engine is rootless'],
])('an engine with root, rootless %s', (rootless, expected) => {
  expect(see(engineWithRoot(fixtureMachine({}, { rootless })))).toBe(expected);
});
