import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireMachineLock, lockPath, machineLockHolder } from './lock.ts';

const HOLDER = new URL('./testdata/hold-lock.ts', import.meta.url).pathname;

let folder: string;
let path: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'joulelab-lock-'));
  path = join(folder, 'machine.lock');
  children = [];
});

afterEach(async () => {
  for (const child of children) await end(child, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

function start(...words: string[]) {
  const child = spawn(process.execPath, [HOLDER, path, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** Another process that holds the lock. */
async function holder(runId: string): Promise<ChildProcess> {
  const child = start(runId, '60000');
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

describe('acquireMachineLock', () => {
  it('gives the lock back and leaves nothing behind', async () => {
    {
      await using lock = await acquireMachineLock({ path, runId: 'a' });
      expect(lock.path).toBe(path);
      expect(readdirSync(folder)).toEqual(['machine.lock']);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says who holds it, since when and what to do', async () => {
    const child = await holder('3f9c1a2b7d40');
    await expect(acquireMachineLock({ path, runId: 'b' })).rejects.toMatchObject({
      code: 'machine-busy',
      exitStatus: 4,
      message: expect.stringMatching(new RegExp(`run 3f9c1a2b7d40 \\(process ${child.pid}, since \\d{4}-`)),
      advice: expect.stringContaining('--wait'),
    });
    expect(readdirSync(folder)).toEqual(['machine.lock']);
  });

  it('waits for the holder when asked to, and says so once', async () => {
    const child = await holder('first');
    const waits: string[] = [];
    const taken = acquireMachineLock({
      path,
      runId: 'second',
      wait: true,
      onWait: (message) => {
        waits.push(message);
        child.kill('SIGKILL');
      },
    });
    await using lock = await taken;
    expect(waits).toEqual([expect.stringMatching(/^Waiting for run first \(process \d+, since /)]);
    expect(readFileSync(lock.path, 'utf8')).toContain('"second"');
  });

  it('ends the wait when aborted', async () => {
    await holder('first');
    const controller = new AbortController();
    const taken = acquireMachineLock({
      path,
      wait: true,
      signal: controller.signal,
      onWait: () => controller.abort(),
    });
    await expect(taken).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('takes over from a process that was killed', async () => {
    await end(await holder('dead'), 'SIGKILL');
    expect(existsSync(path)).toBe(true);
    await using lock = await acquireMachineLock({ path, runId: 'next' });
    expect(readFileSync(lock.path, 'utf8')).toContain('"next"');
    expect(readdirSync(folder)).toEqual(['machine.lock']);
  });

  it.each([
    ['start time', 'startTicks'],
    ['boot', 'bootId'],
  ])('recognises a process id that was given out again by its %s', async (_, field) => {
    await holder('old');
    const owner = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...owner, [field]: '1' }));
    await using lock = await acquireMachineLock({ path, runId: 'new' });
    expect(readFileSync(lock.path, 'utf8')).toContain('"new"');
  });

  it('takes over although a take-over crashed half-way', async () => {
    await end(await holder('dead'), 'SIGKILL');
    writeFileSync(`${path}.takeover`, readFileSync(path));
    await using lock = await acquireMachineLock({ path, runId: 'next' });
    expect(readFileSync(lock.path, 'utf8')).toContain('"next"');
    expect(readdirSync(folder)).toEqual(['machine.lock']);
  });

  it('does not give back a lock that is no longer its own', async () => {
    {
      await using lock = await acquireMachineLock({ path, runId: 'mine' });
      const owner = JSON.parse(readFileSync(lock.path, 'utf8'));
      writeFileSync(path, JSON.stringify({ ...owner, token: 'other' }));
    }
    expect(existsSync(path)).toBe(true);
  });

  it('never removes a file that is no lock', async () => {
    writeFileSync(path, 'precious');
    await expect(acquireMachineLock({ path })).rejects.toMatchObject({
      code: 'machine-busy',
      message: expect.stringContaining('no lock of joulelab'),
    });
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('is held by one at a time when several contend for a dead lock', async () => {
    await end(await holder('dead'), 'SIGKILL');
    const outputs = await Promise.all(
      ['a', 'b', 'c', 'd'].map((runId) => text(start(runId, 'contend').stdout)),
    );
    const spans = outputs
      .map((output) => [...output.matchAll(/(?:held|left) (\d+)/g)].map((match) => BigInt(match[1] ?? '0')))
      .toSorted(([a = 0n], [b = 0n]) => (a < b ? -1 : 1));
    expect(spans.map((span) => span.length)).toEqual([2, 2, 2, 2]);
    for (const [index, [begin = 0n]] of spans.entries()) {
      if (index > 0) expect(begin).toBeGreaterThan(spans[index - 1]?.[1] ?? begin);
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('lockPath', () => {
  it('is what JOULELAB_LOCK_FILE says', () => {
    expect(lockPath({ JOULELAB_LOCK_FILE: '/x/y' })).toBe('/x/y');
    expect(lockPath({})).toMatch(/\/joulelab\.lock$/);
  });
});

describe('machineLockHolder', () => {
  it('names a living holder and nobody else', async () => {
    expect(await machineLockHolder(path)).toBeUndefined();
    const child = await holder('3f9c');
    expect(await machineLockHolder(path)).toContain(`run 3f9c (process ${child.pid},`);
    await end(child, 'SIGKILL');
    expect(await machineLockHolder(path)).toBeUndefined();
    expect(existsSync(path)).toBe(true);
  });
});
