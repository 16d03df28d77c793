import { randomBytes } from 'node:crypto';
import { JoulelabError } from '../domain/errors.ts';
import type { LaboratoryEngine } from '../domain/laboratory-engine.ts';
import type { ProbedRuntime, ProbeReport, RuntimeState } from '../domain/runtimes.ts';
import { type ProbeImages, probeRuntime } from '../laboratory/index.ts';
import {
  acquireMachineLock,
  connectEngine,
  type Engine,
  engineRuntimes,
  openLaboratoryEngine,
  privilegedUnder,
} from '../orchestration/index.ts';
import type { ExitStatus, ProbeOptions, Terminal } from '../presentation/index.ts';
import { readMachineFacts } from '../sampling/index.ts';
import { openStore } from '../storage/index.ts';
import { joulelabVersion } from './begin-run.ts';
import { watchInterrupts } from './interrupts.ts';
import { environment, storePath } from './places.ts';
import { printProbes } from './probe/print-probes.ts';
import { provideImages } from './probe/provide-images.ts';
import { readCounters } from './probe/read-counters.ts';
import { compareStoredProbes, showStoredProbes } from './probe/stored-probes.ts';
import { removeDeadRuns } from './remove-dead-runs.ts';
import { type ShownProgress, showProgress } from './show-progress.ts';

/**
 * `joulelab runtimes probe`: what really works under each runtime here.
 *
 * engine → lock → images → the probes of each runtime → store and report. Interrupted it stores nothing; what it made is removed.
 */
export async function probeRuntimes(options: ProbeOptions, terminal: Terminal): Promise<ExitStatus> {
  if (options.show !== undefined) return await showStoredProbes(options.show, options, terminal);
  if (options.compare !== undefined) return await compareStoredProbes(options.compare, options, terminal);
  const env = environment();
  const machine = await readMachineFacts(env);
  using interrupts = watchInterrupts();
  const { signal } = interrupts;
  using progress = showProgress(terminal, machine, {});
  await using engine = await connectEngine();
  await using _lock = await acquireMachineLock({ wait: options.wait, signal, onWait: progress.step });
  await using store = await openStore({ path: storePath() });
  await removeDeadRuns({ engine, store, env });

  const runtimes = await engineRuntimes(engine, env, options.names);
  const laboratory = openLaboratoryEngine({ engine, env, read: (target) => readCounters(env, target) });
  const probed: ProbedRuntime[] = [];
  let images: ProbeImages | undefined;
  let unanswered: string | undefined;
  for (const runtime of runtimes) {
    const asked = unanswered === undefined && (runtime.usable || options.force);
    if (asked) images ??= await provideImages(engine, options, { signal, onStep: progress.step });
    const results =
      asked && images !== undefined
        ? await probeOne(runtime, { options, engine, laboratory, images, progress, signal })
        : [];
    probed.push({
      runtime: asked || unanswered === undefined ? runtime : notAsked(runtime, unanswered),
      results,
    });
    const hung = results.some(({ outcome }) => outcome === 'hung');
    if (hung && !(await laboratory.answers())) unanswered = runtime.name;
  }
  progress.stop();

  const report: ProbeReport = {
    schema: 'joulelab.probe/1',
    id: randomBytes(6).toString('hex'),
    measuredUnixUs: Date.now() * 1000,
    joulelabVersion,
    machine,
    engine: engine.facts,
    runtimes: probed,
  };
  await store.saveLabReport({ id: report.id, kind: 'probe', measuredUnixUs: report.measuredUnixUs, report });
  await printProbes(report, options, terminal);
  if (unanswered !== undefined) throw engineHangs(unanswered);
  return 0;
}

type Parts = {
  readonly options: ProbeOptions;
  readonly engine: Engine;
  readonly laboratory: LaboratoryEngine;
  readonly images: ProbeImages;
  readonly progress: ShownProgress;
  readonly signal: AbortSignal;
};

async function probeOne(runtime: RuntimeState, parts: Parts): Promise<ProbedRuntime['results']> {
  const { options, engine, laboratory, images, progress, signal } = parts;
  const begin = performance.now();
  progress.listen({ kind: 'phase-begin', name: runtime.name });
  const results = await probeRuntime({
    engine: laboratory,
    subject: {
      runtime,
      option: runtime.name,
      privileged: await privilegedUnder({ engine, env: environment() }, runtime.name),
    },
    images,
    signal,
    ...(options.only.length === 0 ? {} : { only: options.only }),
    ...(options.timeoutMs === undefined ? {} : { limitMs: options.timeoutMs }),
    onResult: ({ capability, outcome, evidence }) =>
      progress.step(
        `${runtime.name}: ${capability} ${outcome}${outcome === 'passed' ? '' : `, ${evidence}`}`,
      ),
  });
  progress.listen({ kind: 'phase-end', name: runtime.name, durationMs: performance.now() - begin });
  return results;
}

function notAsked(runtime: RuntimeState, culprit: string): RuntimeState {
  return {
    ...runtime,
    usable: false,
    reason: `not asked: the engine did not answer any more after ${culprit}`,
  };
}

function engineHangs(culprit: string): JoulelabError {
  return new JoulelabError('engine-failed', `The engine does not answer any more since ${culprit} hung.`, {
    advice:
      'Restart it (sudo systemctl restart docker), then run `joulelab cleanup`. What was found until then is stored.',
  });
}
