import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioFolder } from '../testdata/scenario-folder.ts';
import { judgeLinks, leavingLinks } from './repository-links.ts';

const FILES = {
  'a/file': 'x',
  'a/good': { link: 'file' },
  'a/up': { link: '../a/file' },
  top: { link: '.' },
  'a/loop': { link: 'loop' },
  'a/later': { link: 'not/there/yet' },
  'a/b/c/deep': { link: '../../../a' },
};
const LEAVING = {
  absolute: { link: '/etc/hostname' },
  'a/dangling': { link: '/nowhere/at/all' },
  'a/above': { link: '../../x' },
  'a/roundabout': { link: '../top/../../x' },
  'a/second': { link: '../absolute' },
};
const SAFE = { allowUnsafe: false, skipUnsafe: false };

test('links that stay inside, hang or loop are no harm', () => {
  using folder = scenarioFolder(FILES);
  expect(leavingLinks(folder.path)).toEqual([]);
  expect(judgeLinks(folder.path, 'URL', SAFE)).toEqual([]);
});

test('links that leave are all found, whether there is something at their end or not', () => {
  using folder = scenarioFolder({ ...FILES, ...LEAVING });
  expect(
    leavingLinks(folder.path)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(Object.keys(LEAVING).toSorted());
  expect(() => judgeLinks(folder.path, 'URL', SAFE)).toThrow(
    /URL has 5 symbolic links.*absolute → \/etc\/hostname/s,
  );
  expect(judgeLinks(folder.path, 'URL', { ...SAFE, allowUnsafe: true })).toEqual([]);
});

test('with skipUnsafe they are taken away, one warning each', () => {
  using folder = scenarioFolder({ ...FILES, ...LEAVING });
  const warnings = judgeLinks(folder.path, 'URL', { ...SAFE, skipUnsafe: true });
  expect(warnings.map(({ code }) => code)).toEqual(Array(5).fill('dropped-unsafe'));
  expect(leavingLinks(folder.path)).toEqual([]);
  expect(lstatSync(join(folder.path, 'a/good')).isSymbolicLink()).toBe(true);
  expect(existsSync('/etc/hostname')).toBe(true);
});
