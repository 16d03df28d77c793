import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RuntimeEntry } from '../engine/engine.ts';
import type { RuntimeStatus } from './runtime.ts';
import { parseVersion } from './versions.ts';

const run = promisify(execFile);
const ANSWER_LIMIT_MS = 3000;

/** Asks a runtime's binary for its version. Without a path (a shim) it counts as installed, with an unknown version. */
export async function binaryStatus(entry: RuntimeEntry): Promise<RuntimeStatus> {
  if (entry.path === undefined) return { installed: true };
  try {
    const { stdout } = await run(entry.path, ['--version'], { timeout: ANSWER_LIMIT_MS });
    const version = parseVersion(stdout);
    return version === undefined ? { installed: true } : { installed: true, version };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') return { installed: true };
    return {
      installed: false,
      reason: `${entry.path} does not exist`,
      advice: `Install it, or correct the path of the runtime ${entry.name} in the engine's daemon.json.`,
    };
  }
}
