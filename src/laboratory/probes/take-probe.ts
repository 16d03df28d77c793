import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LaboratoryEngine } from '../../domain/laboratory-engine.ts';
import type { ProbeResult } from '../../domain/runtimes.ts';
import {
  type Bench,
  type Finding,
  type Probe,
  ProbeEnd,
  ProbeHung,
  type ProbeImages,
  type ProbeSubject,
} from './probe.ts';

export type ProbeTaking = {
  readonly engine: LaboratoryEngine;
  readonly subject: ProbeSubject;
  readonly images: ProbeImages;
  /** In place of each probe's own limit. */
  readonly limitMs?: number;
  readonly signal: AbortSignal;
};

/**
 * Takes one probe and removes everything that it made, whatever came of it. Time spent on removing is part of the duration.
 * @throws the signal's reason, after the removal
 */
export async function takeProbe(probe: Probe, taking: ProbeTaking): Promise<ProbeResult> {
  const begin = performance.now();
  const id = randomBytes(6).toString('hex');
  const limitMs = taking.limitMs ?? probe.limitMs;
  const bench = openBench(id, begin + limitMs, taking);
  let found: { finding: Finding } | { thrown: unknown };
  try {
    found = { finding: await probe.examine(bench) };
  } catch (thrown) {
    found = { thrown };
  }
  const { killed, left } = await taking.engine.remove(id);
  if (taking.signal.aborted) throw taking.signal.reason;
  const notes = [
    ...(killed > 0 ? [`${killed} ${killed === 1 ? 'process' : 'processes'} killed`] : []),
    ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
  ];
  const { outcome, evidence } = judge(found, limitMs);
  return {
    capability: probe.capability,
    outcome,
    evidence: shorten([evidence, ...notes].join('; ')),
    durationMs: Math.round(performance.now() - begin),
  };
}

function judge(
  found: { finding: Finding } | { thrown: unknown },
  limitMs: number,
): Pick<ProbeResult, 'outcome' | 'evidence'> {
  if ('finding' in found) return found.finding;
  const { thrown } = found;
  if (thrown instanceof ProbeEnd) return thrown.finding;
  if (thrown instanceof ProbeHung)
    return { outcome: 'hung', evidence: `no answer within ${limitMs / 1000} s to ${thrown.message}` };
  return {
    outcome: 'broken',
    evidence: `the probe failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
  };
}

function openBench(id: string, latest: number, { engine, subject, images, signal }: ProbeTaking): Bench {
  const leftMs = (): number => Math.max(0, latest - performance.now());
  const pause = async (durationMs: number): Promise<void> => {
    await delay(Math.min(durationMs, leftMs()), undefined, { signal }).catch(() => signal.throwIfAborted());
    if (leftMs() === 0) throw new ProbeHung('what the probe waited for');
  };
  const bench: Bench = {
    subject,
    images,
    engine,
    labels: engine.labels(id),
    name: (part) => engine.name(id, part),
    leftMs,
    pause,
    async docker(args, input) {
      const options = { limitMs: leftMs(), signal, ...(input === undefined ? {} : { input }) };
      const answer = await engine.call(args, options);
      if (answer === undefined) throw new ProbeHung(`docker ${args[0]}`);
      return answer;
    },
    async statistics(containerId) {
      return await engine.statistics(containerId, { limitMs: leftMs(), signal });
    },
    async until(look, limitMs) {
      const end = performance.now() + limitMs;
      for (;;) {
        const seen = await look();
        if (seen !== undefined || performance.now() > end) return seen;
        await pause(BETWEEN_LOOKS_MS);
      }
    },
  };
  return bench;
}

const BETWEEN_LOOKS_MS = 100;
const LONGEST_EVIDENCE = 400;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST_EVIDENCE ? line : `${line.slice(0, LONGEST_EVIDENCE - 1)}…`;
}
