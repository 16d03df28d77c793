import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { openFramesFile, removeStaleFrames } from './frames-file.ts';

test('the frames file has no name and is its owner’s only', () => {
  const fd = openFramesFile();
  try {
    expect(fstatSync(fd).mode & 0o777).toBe(0o600);
    expect(fstatSync(fd).nlink).toBe(0);
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith(`joulelab-${process.pid}-`))).toEqual([]);
  } finally {
    closeSync(fd);
  }
});

test('only frames of dead processes are removed', () => {
  const folder = mkdtempSync(`${tmpdir()}/frames-`);
  const dead = spawnSync('true').pid;
  const names = [
    `joulelab-${dead}-0123456789ab`,
    `joulelab-${process.pid}-0123456789ab`,
    `joulelab-${dead}-notes`,
  ];
  for (const name of names) writeFileSync(`${folder}/${name}`, '');
  try {
    expect(removeStaleFrames([folder])).toEqual([`${folder}/${names[0]}`]);
    expect(names.map((name) => existsSync(`${folder}/${name}`))).toEqual([false, true, true]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
