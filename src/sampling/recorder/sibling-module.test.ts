import { expect, test } from 'vitest';
import { siblingModule } from './sibling-module.ts';

test('a module is started with the extension of the one that starts it', () => {
  expect(siblingModule('file:///repo/src/a/here.ts', 'there').href).toBe('file:///repo/src/a/there.ts');
  expect(siblingModule('file:///package/dist/a/here.js', 'there').href).toBe(
    'file:///package/dist/a/there.js',
  );
});
