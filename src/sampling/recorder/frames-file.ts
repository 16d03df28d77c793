import { randomBytes } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, statfsSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY_FOLDER = '/dev/shm';
/** A container's own /dev/shm of 64 MB would be full after an hour or two. */
const WANTED_BYTES = 256 * 1024 * 1024;
const FRAMES_NAME = /\/joulelab-(\d+)-[0-9a-f]{12}$/;

/**
 * Opens the file that takes the frames, in memory where there is room: a measured phase must not cause disk writes.
 *
 * The file has no name any more when this returns, so nothing is left behind however the processes end: the kernel
 * frees it with the last descriptor. Only its owner could have opened it before.
 */
export function openFramesFile(): number {
  const name = `joulelab-${process.pid}-${randomBytes(6).toString('hex')}`;
  const path = `${hasRoom(MEMORY_FOLDER) ? MEMORY_FOLDER : tmpdir()}/${name}`;
  const fd = openSync(path, 'wx+', 0o600);
  try {
    unlinkSync(path);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= WANTED_BYTES;
  } catch {
    return false;
  }
}

/**
 * Removes frames files that a process left which was killed in the moment between creating and unlinking one: only
 * files of the tool's own naming whose process no longer exists.
 *
 * @returns the paths removed.
 */
export function removeStaleFrames(folders: readonly string[] = [MEMORY_FOLDER, tmpdir()]): string[] {
  return folders
    .flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`))
    .filter(removeIfStale);
}

function removeIfStale(path: string): boolean {
  const pid = FRAMES_NAME.exec(path)?.[1];
  if (pid === undefined || isAlive(Number(pid))) return false;
  try {
    if (!lstatSync(path).isFile()) return false;
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
