import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Calibration } from '../domain/calibration.ts';
import { JoulelabError } from '../domain/errors.ts';
import type { MachineFacts } from '../domain/run.ts';
import { stateFolder } from './places.ts';

/** The stored calibration of this machine; undefined where there is none, or one of another machine. */
export function loadCalibration(machine: MachineFacts): Calibration | undefined {
  const found = readCalibration();
  if (found === undefined) return undefined;
  const { hostname, cpuModel, threads } = found.machine;
  const same = hostname === machine.hostname && cpuModel === machine.cpuModel && threads === machine.threads;
  return same ? found : undefined;
}

/** Replaces the stored calibration. */
export function saveCalibration(calibration: Calibration): void {
  try {
    mkdirSync(stateFolder(), { recursive: true, mode: 0o700 });
    writeFileSync(calibrationPath(), `${JSON.stringify(calibration, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new JoulelabError('store-failed', `${calibrationPath()} cannot be written.`, {
      advice: 'Set JOULELAB_STATE_DIR to a folder that this user may write to.',
      cause,
    });
  }
}

export function calibrationPath(): string {
  return join(stateFolder(), 'calibration.json');
}

/** A damaged file is as good as none: the next calibration replaces it. */
function readCalibration(): Calibration | undefined {
  try {
    const parsed = JSON.parse(readFileSync(calibrationPath(), 'utf8')) as Calibration;
    return typeof parsed.machine?.hostname === 'string' ? parsed : undefined;
  } catch {
    return undefined;
  }
}
