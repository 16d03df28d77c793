import { compareProbes, readProbeReport } from '../../analysis/index.ts';
import type { ProbeReport } from '../../domain/runtimes.ts';
import {
  type ExitStatus,
  type ProbeOptions,
  renderProbeComparison,
  type Terminal,
} from '../../presentation/index.ts';
import { openStore, type Store } from '../../storage/index.ts';
import { storePath } from '../places.ts';
import { printProbes } from './print-probes.ts';

/** A stored matrix again. */
export async function showStoredProbes(
  wanted: string,
  options: ProbeOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  await using store = await openStore({ path: storePath() });
  await printProbes(await load(store, wanted), options, terminal);
  return 0;
}

/** What differs between two stored ones. */
export async function compareStoredProbes(
  [first, second]: readonly [string, string],
  { json }: ProbeOptions,
  { stdout }: Terminal,
): Promise<ExitStatus> {
  await using store = await openStore({ path: storePath() });
  const comparison = compareProbes(await load(store, first), await load(store, second));
  stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : renderProbeComparison(comparison, stdout));
  return 0;
}

async function load(store: Store, wanted: string): Promise<ProbeReport> {
  const { id, report } = await store.loadLabReport('probe', wanted);
  return readProbeReport(id, report);
}
