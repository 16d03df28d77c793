import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import { scenarioFolder } from '../testdata/scenario-folder.ts';
import { matchFiles } from './match-files.ts';

const FILES = {
  'usage_scenario.yml': '',
  'scenarios/b.yml': '',
  'scenarios/a.yml': '',
  'scenarios/a.txt': '',
  'scenarios/deep/c.yml': '',
  'scenarios/[x].yml': '',
  'node_modules/m/d.yml': '',
  '.git/e.yml': '',
  out: { link: '/etc' },
};

function match(names: string[], root?: boolean): string[] {
  using folder = scenarioFolder(FILES);
  const request = { folder: folder.path, shown: 'REPO', names, ...(root ? { root: folder.path } : {}) };
  return matchFiles(request).map((file) => relative(folder.path, file));
}

function refusal(names: string[], root = false): JoulelabError {
  try {
    match(names, root);
  } catch (error) {
    if (error instanceof JoulelabError) return error;
    throw error;
  }
  throw new Error('all was found');
}

test('names stay in their order, the files of a pattern are sorted, each is taken once', () => {
  expect(match(['scenarios/b.yml', 'scenarios/*.yml', 'usage_scenario.yml'])).toEqual([
    'scenarios/b.yml',
    'scenarios/[x].yml',
    'scenarios/a.yml',
    'usage_scenario.yml',
  ]);
});

test('a name that is there is no pattern, and what others put there is left out', () => {
  expect(match(['scenarios/[x].yml'])).toEqual(['scenarios/[x].yml']);
  expect(match(['**/{c,d,e}.yml'])).toEqual(['scenarios/deep/c.yml']);
});

test('all that is missing is told at once, with the nearest names', () => {
  const error = refusal(['usage_scenari.yml', 'c.yml', 'x/*.yml', 'scenarios']);
  expect(error.code).toBe('scenario-not-found');
  expect(error.message).toBe(
    [
      'There is no file usage_scenari.yml in REPO.',
      'There is no file c.yml in REPO.',
      'No file of REPO matches x/*.yml.',
      'There is no file scenarios in REPO.',
    ].join('\n'),
  );
  expect(error.advice).toContain('Did you mean "usage_scenario.yml"?');
  expect(error.advice).toContain('Did you mean "scenarios/deep/c.yml"?');
  expect(error.advice).not.toContain('node_modules');
});

test('a repository gives no file that is outside it', () => {
  expect(refusal(['out/hostname'], true).code).toBe('usage');
  expect(refusal(['/etc/hostname'], true).code).toBe('usage');
  expect(refusal(['../../../../../../etc/host*'], true).code).toBe('usage');
});
