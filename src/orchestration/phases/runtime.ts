import { JoulelabError } from '../../domain/errors.ts';
import { betweenMarks, type MeasuredPhase } from '../../domain/phase.ts';
import type { Mark } from '../../domain/recording.ts';
import type { Flow } from '../../domain/scenario.ts';
import { reasonOf, startDeadline } from '../deadline.ts';
import { pauseContainersAfter } from '../pause-containers.ts';
import { runCommand } from '../run-command.ts';
import type { ScenarioRun } from '../scenario-run.ts';
import { setMark } from './measure-phase.ts';

const RUNTIME = '[RUNTIME]';

/**
 * [RUNTIME]: the flows, each a sub-phase. Neighbouring flows share one mark, the first begins and the last ends with the
 * phase, so the flows' totals add up to the phase's exactly.
 * @throws JoulelabError `flow-failed`, `timed-out`; the signal's reason
 */
export async function measureRuntime(run: ScenarioRun): Promise<void> {
  const { journal, job } = run;
  if (run.signal.aborted) throw reasonOf(run.signal);
  job.progress({ kind: 'phase-begin', name: RUNTIME });
  journal.enter(RUNTIME);
  const begin = await setMark(run, `${RUNTIME} begin`);
  const flows: MeasuredPhase[] = [];
  let end = begin;
  let failure: Failure | undefined;
  for (const flow of job.scenario.flow) {
    const outcome = await measureFlow(run, flow, end);
    failure = outcome.failure;
    if (outcome.end !== undefined) {
      const { name, hidden } = flow;
      flows.push({
        kind: 'flow',
        name,
        hidden,
        parent: RUNTIME,
        ...betweenMarks(end, outcome.end, failure !== undefined),
      });
      end = outcome.end;
    }
    if (failure !== undefined) break;
  }
  // Without a second mark (the recorder has failed) nothing is known of the phase.
  if (end !== begin) {
    const phase = {
      kind: 'phase',
      name: RUNTIME,
      hidden: false,
      ...betweenMarks(begin, end, failure !== undefined),
    } as const;
    journal.phases.push(phase, ...flows);
  }
  job.progress({ kind: 'phase-end', name: RUNTIME, durationMs: (end.monoUs - begin.monoUs) / 1000 });
  if (failure !== undefined) throw failure.thrown;
  journal.enter(undefined);
  await pauseContainersAfter(run, RUNTIME);
}

type Failure = { readonly thrown: unknown };

/** Runs a flow and sets the mark at its end, whether it failed or not. */
async function measureFlow(
  run: ScenarioRun,
  flow: Flow,
  begin: Mark,
): Promise<{ readonly end?: Mark; readonly failure?: Failure }> {
  const { name } = flow;
  run.job.progress({ kind: 'phase-begin', name, parent: RUNTIME });
  run.journal.enter(name);
  let failure: Failure | undefined;
  let end: Mark | undefined;
  try {
    await runFlow(run, flow);
  } catch (thrown) {
    failure = { thrown };
  }
  try {
    end = await setMark(run, `${name} end`);
    run.job.progress({ kind: 'phase-end', name, durationMs: (end.monoUs - begin.monoUs) / 1000 });
    if (failure === undefined) await pauseContainersAfter(run, name);
  } catch (thrown) {
    failure ??= { thrown };
  }
  return { ...(end === undefined ? {} : { end }), ...(failure === undefined ? {} : { failure }) };
}

async function runFlow(run: ScenarioRun, flow: Flow): Promise<void> {
  const { flowTimeoutMs } = run.job.settings;
  const container = run.containers.get(flow.container);
  if (container === undefined)
    throw new Error(`flow "${flow.name}" names container ${flow.container}, which was not started`);
  using limit = startDeadline(run.signal, flowTimeoutMs, () => {
    return new JoulelabError('timed-out', `Flow "${flow.name}" took longer than ${flowTimeoutMs / 1000} s.`, {
      advice: 'Make the flow shorter, or give it more time with --flow-timeout.',
    });
  });
  const where = `Flow "${flow.name}"`;
  for (const command of flow.commands) {
    using own = commandLimit(run, where, command.text, limit.signal);
    await runCommand(
      run,
      { ...command, container, where, code: 'flow-failed', phase: flow.name },
      own?.signal ?? limit.signal,
    );
  }
}

function commandLimit(run: ScenarioRun, where: string, text: string, signal: AbortSignal) {
  const { commandTimeoutMs } = run.job.settings;
  if (commandTimeoutMs === undefined) return undefined;
  return startDeadline(signal, commandTimeoutMs, () => {
    const message = `${where}: a command took longer than ${commandTimeoutMs / 1000} s: ${text}`;
    return new JoulelabError('timed-out', message, {
      advice: 'Make the command shorter, or give it more time with --command-timeout.',
    });
  });
}
