import { expect, test } from 'vitest';
import { parseAdvertised } from './advertised-refs.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

test('branches, tags and the default branch of a repository', () => {
  const refs = parseAdvertised(
    [
      'ref: refs/heads/main\tHEAD',
      `${A}\tHEAD`,
      `${A}\trefs/heads/main`,
      `${B}\trefs/heads/feature/x`,
      `${B}\trefs/pull/1/head`,
      `${A}\trefs/tags/v1`,
      `${B}\trefs/tags/v1^{}`,
      '',
    ].join('\n'),
  );
  expect(refs.head).toEqual({ branch: 'main' });
  expect([...refs.branches]).toEqual([
    ['main', { ref: 'refs/heads/main', object: A }],
    ['feature/x', { ref: 'refs/heads/feature/x', object: B }],
  ]);
  expect([...refs.tags.keys()]).toEqual(['v1']);
});

test('a default branch that does not exist, and one that has no name', () => {
  expect(parseAdvertised('').head).toBeUndefined();
  expect(parseAdvertised(`ref: refs/heads/gone\tHEAD\n${A}\trefs/heads/x\n`).head).toBeUndefined();
  expect(parseAdvertised(`${A}\tHEAD\n`).head).toEqual({});
});
