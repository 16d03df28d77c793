import { expect, test } from 'vitest';
import { nearestName } from './nearest.ts';

const KNOWN = ['image', 'build', 'container_name', 'setup-commands', 'environment', 'command'];

test.each([
  ['imge', 'image'],
  ['iamge', 'image'],
  ['Image', 'image'],
  ['container-name', 'container_name'],
  ['setup_commands', 'setup-commands'],
  ['enviroment', 'environment'],
  ['commands', 'command'],
  ['x', undefined],
  ['volumes', undefined],
  ['', undefined],
])('%s → %s', (written, name) => {
  expect(nearestName(written, KNOWN)).toBe(name);
});
