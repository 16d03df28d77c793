import type { Engine, RuntimeEntry } from '../../engine/engine.ts';
import { binaryStatus } from '../binary-status.ts';
import type { RuntimeStatus } from '../runtime.ts';

/** The shim tells its version itself, where the engine's configuration tells its path; a name alone tells nothing. */
export async function kataStatus(entry: RuntimeEntry, _engine: Engine): Promise<RuntimeStatus> {
  const path = entry.path ?? (entry.runtimeType?.startsWith('/') ? entry.runtimeType : undefined);
  if (path === undefined) return { installed: true };
  const status = await binaryStatus({ ...entry, path });
  return status.installed ? { ...status, binary: path } : status;
}
