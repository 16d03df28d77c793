import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Run } from '../domain/run.ts';
import { loadCalibration } from './calibration-file.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The version of joulelab that runs. */
export const joulelabVersion = version;

/** A run of this process that has just begun: nothing is measured yet. */
export function beginRun(
  known: Pick<Run, 'name' | 'subject' | 'settings' | 'machine' | 'engine' | 'batch'>,
): Run {
  const calibration = loadCalibration(known.machine);
  return {
    ...known,
    ...(calibration === undefined ? {} : { calibration }),
    id: randomBytes(6).toString('hex'),
    status: 'running',
    startedUnixUs: Date.now() * 1000,
    pid: process.pid,
    joulelabVersion,
    containers: [],
    marks: [],
    phases: [],
    warnings: [],
    notes: [],
    logs: [],
  };
}
