import { readProbeReport } from '../analysis/index.ts';
import type { ProbeReport } from '../domain/runtimes.ts';
import { connectEngine, listRuntimes, setupSteps } from '../orchestration/index.ts';
import {
  type ExitStatus,
  type OutputOptions,
  renderRuntimeSetup,
  renderRuntimes,
  type SetupRuntimeOptions,
  type Terminal,
} from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { environment, ownCommand, storePath } from './places.ts';

/** `joulelab runtimes`: what the engine offers and lacks, with what probes found here. */
export async function showRuntimes({ json }: OutputOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const env = environment();
  await using engine = await connectEngine();
  const runtimes = await listRuntimes(engine, env);
  const probes = await latestProbes((await readMachineFacts(env)).hostname, engine.facts.version);
  stdout.write(
    json
      ? `${JSON.stringify({ engine: engine.facts, runtimes }, null, 2)}\n`
      : renderRuntimes(runtimes, probes, { ...stdout, command: ownCommand() }),
  );
  return 0;
}

/** `joulelab runtimes setup NAME`: prints, changes nothing. */
export async function setupRuntime(
  { name, json }: SetupRuntimeOptions,
  { stdout }: Terminal,
): Promise<ExitStatus> {
  await using engine = await connectEngine();
  const setup = setupSteps(name, { engine, env: environment() });
  stdout.write(json ? `${JSON.stringify(setup, null, 2)}\n` : renderRuntimeSetup(setup, stdout));
  return 0;
}

/** Stored probes of this machine under this version of the engine, newest first. */
async function latestProbes(hostname: string, engineVersion: string): Promise<ProbeReport[]> {
  await using store = await openStore({ path: storePath() });
  const stored = await store.listLabReports('probe');
  return stored
    .map(({ id, report }) => readProbeReport(id, report))
    .filter(({ machine, engine }) => machine.hostname === hostname && engine.version === engineVersion);
}
