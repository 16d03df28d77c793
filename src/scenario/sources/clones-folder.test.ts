import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenarioFolder } from '../testdata/scenario-folder.ts';
import { makeClonesFolder, removeStaleClones } from './clones-folder.ts';

test('a folder of clones is removed with its content', () => {
  using parent = scenarioFolder({});
  const place = join(parent.path, 'not', 'there');
  {
    using clones = makeClonesFolder(place);
    writeFileSync(join(clones.path, 'file'), '');
    expect(removeStaleClones(place)).toEqual([]);
    expect(existsSync(clones.path)).toBe(true);
  }
  expect(readdirSync(place)).toEqual([]);
});

test('those of dead processes, of a later one with the same id too, are stale; what has another name is not', () => {
  using parent = scenarioFolder({});
  const names = [`${process.pid}-1-abc`, '4194304-77-abc', 'mine', '12'];
  for (const name of names) mkdirSync(join(parent.path, name, 'clone'), { recursive: true });
  expect(removeStaleClones(parent.path).toSorted()).toEqual(
    names
      .slice(0, 2)
      .map((name) => join(parent.path, name))
      .toSorted(),
  );
  expect(readdirSync(parent.path)).toEqual(['12', 'mine']);
  expect(removeStaleClones(join(parent.path, 'nowhere'))).toEqual([]);
});
