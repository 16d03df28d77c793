import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { JoulelabError } from '../domain/errors.ts';
import { reasonOf } from './deadline.ts';

/** Who holds the lock. A process is known by its id and start time: ids are given out again. */
export type LockOwner = {
  readonly pid: number;
  /** Clock ticks since boot: proc(5), field 22 of /proc/PID/stat. */
  readonly startTicks: string;
  /** Ids and start times begin anew at each boot. */
  readonly bootId: string;
  /** '' where it was not known yet. */
  readonly runId: string;
  readonly sinceUnixMs: number;
  /** Tells two locks of one process apart. */
  readonly token: string;
};

/** The lock of this machine; disposing gives it back. */
export type MachineLock = AsyncDisposable & { readonly path: string };

export type LockRequest = {
  /** Run or command that the lock is for, shown to whoever waits for it. */
  readonly runId?: string;
  /** Wait for the holder instead of failing. */
  readonly wait?: boolean;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** Called once, when the wait begins, with a sentence for people. */
  readonly onWait?: (message: string, holder: LockOwner) => void;
  /** Default: `lockPath()`. */
  readonly path?: string;
};

const POLL_MS = 500;

/** JOULELAB_LOCK_FILE, else /run/lock/joulelab.lock, else a file in the temporary folder. One for all users. */
export function lockPath(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['JOULELAB_LOCK_FILE'];
  if (given !== undefined && given !== '') return given;
  try {
    accessSync('/run/lock', constants.W_OK);
    return '/run/lock/joulelab.lock';
  } catch {
    return `${tmpdir()}/joulelab.lock`;
  }
}

/**
 * Takes the machine's lock: two measurements at once would disturb each other. The lock of a process that died is taken
 * over.
 *
 * @throws JoulelabError `machine-busy` when another measurement holds it, `interrupted` when the wait was aborted
 */
export async function acquireMachineLock(request: LockRequest): Promise<MachineLock> {
  const path = request.path ?? lockPath();
  const owner = thisProcess(request.runId ?? '');
  for (let waited = false; ; ) {
    request.signal?.throwIfAborted();
    const holder = takeLock(path, owner);
    if (holder === undefined) return { path, [Symbol.asyncDispose]: async () => giveBack(path, owner) };
    if (request.wait !== true) throw busy(holder, path);
    if (!waited) request.onWait?.(`Waiting for ${holderWords(holder)}`, holder);
    waited = true;
    await pause(request.signal);
  }
}

/** Who holds the lock at this moment, in words; undefined where nobody does. Takes nothing and removes nothing. */
export async function machineLockHolder(path: string = lockPath()): Promise<string | undefined> {
  const holder = readOwner(path);
  return typeof holder === 'object' && isAlive(holder) ? holderWords(holder) : undefined;
}

/** Tries once. Returns the living holder, or undefined when the lock is now ours. */
function takeLock(path: string, owner: LockOwner): LockOwner | undefined {
  for (;;) {
    if (createLock(path, owner)) return undefined;
    const holder = readOwner(path);
    if (holder === 'gone') continue;
    if (holder !== 'empty' && isAlive(holder)) return holder;
    const remover = removeDead(path, holder, owner);
    if (remover !== undefined) return remover;
  }
}

/**
 * Removes the lock of a dead process. Only whoever holds a second lock may do that, and only after another look: else of
 * two contenders the slower would remove the lock that the faster has just taken. The second lock is taken the same way,
 * so that one left by a crash is no obstacle either.
 *
 * @returns the process that is doing it at this moment, if another one is
 */
function removeDead(path: string, seen: LockOwner | 'empty', owner: LockOwner): LockOwner | undefined {
  const guard = `${path}.takeover`;
  const remover = takeLock(guard, owner);
  if (remover !== undefined) return remover;
  try {
    const now = readOwner(path);
    const same =
      now === seen || (typeof now === 'object' && typeof seen === 'object' && now.token === seen.token);
    if (same) remove(path);
    return undefined;
  } finally {
    giveBack(guard, owner);
  }
}

/** Creates the file with its content in one step: a reader sees all of it or no file. False when it exists. */
function createLock(path: string, owner: LockOwner): boolean {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  try {
    writeFileSync(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx', mode: 0o644 });
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    throw unusable(path, thrown);
  } finally {
    rmSync(draft, { force: true });
  }
}

function giveBack(path: string, owner: LockOwner): void {
  const now = readOwner(path);
  if (typeof now === 'object' && now.token === owner.token) remove(path);
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (thrown) {
    throw unusable(path, thrown);
  }
}

function readOwner(path: string): LockOwner | 'gone' | 'empty' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return 'gone';
    throw unusable(path, thrown);
  }
  // What a power cut leaves of a file. Anything else that is no lock was not made by joulelab and is not removed.
  if (text.trim() === '') return 'empty';
  const owner = parseOwner(text);
  if (owner === undefined) throw unusable(path, new Error('it is no lock of joulelab'));
  return owner;
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    return isLockOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isLockOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const strings = ['startTicks', 'bootId', 'runId', 'token'].every(
    (key) => typeof fields.get(key) === 'string',
  );
  return strings && typeof fields.get('pid') === 'number' && typeof fields.get('sinceUnixMs') === 'number';
}

function thisProcess(runId: string): LockOwner {
  return {
    pid: process.pid,
    startTicks: processStart(process.pid) ?? '',
    bootId: bootId(),
    runId,
    sinceUnixMs: Date.now(),
    token: randomUUID(),
  };
}

function isAlive(owner: LockOwner): boolean {
  return owner.bootId === bootId() && processStart(owner.pid) === owner.startTicks;
}

/** Start time of a running process; undefined where there is none, or only its entry that waits to be collected. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  const path = '/proc/sys/kernel/random/boot_id';
  return existsSync(path) ? readFileSync(path, 'latin1').trim() : '';
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  } catch (thrown) {
    throw signal?.aborted === true ? reasonOf(signal) : thrown;
  }
}

function busy(holder: LockOwner, path: string): JoulelabError {
  return new JoulelabError('machine-busy', `The machine is held by ${holderWords(holder)}.`, {
    advice: `Wait for it with --wait, or end it: kill ${holder.pid}. The lock is ${path}.`,
  });
}

function holderWords(holder: LockOwner): string {
  const what = holder.runId === '' ? 'another measurement' : `run ${holder.runId}`;
  return `${what} (process ${holder.pid}, since ${new Date(holder.sinceUnixMs).toLocaleString('sv-SE')})`;
}

function unusable(path: string, cause: unknown): JoulelabError {
  const why = errorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return new JoulelabError('machine-busy', `The machine's lock ${path} cannot be used: ${why}.`, {
    advice: 'If an ended run of another user left it behind, let that user or root run `joulelab cleanup`.',
    cause,
  });
}

function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}
