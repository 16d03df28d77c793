import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { expect } from 'vitest';
import { kernelRoots } from '../../../../src/domain/environment.ts';
import type { ProgressEvent } from '../../../../src/domain/progress.ts';
import type { Scenario } from '../../../../src/domain/scenario.ts';
import { QUICK_SETTINGS, type Settings } from '../../../../src/domain/settings.ts';
import { findLeftovers } from '../../../../src/orchestration/cleanup.ts';
import {
  connectEngine,
  type Engine,
  type Measured,
  measureScenario,
} from '../../../../src/orchestration/index.ts';
import { type NoteTakingRecording, noteTakingRecording } from './note-taking-recording.ts';

/** Shorter than `--quick`: nothing is read off these phases. */
const SHORT: Settings = { ...QUICK_SETTINGS, baselineMs: 20, idleMs: 20, pauseMs: 0, bootTimeoutMs: 20_000 };

export type MeasureOptions = {
  readonly settings?: Partial<Settings>;
  readonly runId?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent, engine: Engine) => void;
};

export type TestRun = {
  readonly runId: string;
  readonly measured: Measured;
  readonly recording: NoteTakingRecording;
  readonly progress: readonly ProgressEvent[];
};

/** Twelve hex digits, as runs have them. */
export function newRunId(): string {
  return randomBytes(6).toString('hex');
}

/** Measures a scenario on the real engine, and asserts that no object of the run is left. */
export async function measure(scenario: Scenario, options: MeasureOptions = {}): Promise<TestRun> {
  await using engine = await connectEngine();
  const runId = options.runId ?? newRunId();
  const recording = noteTakingRecording();
  const progress: ProgressEvent[] = [];
  const measured = await measureScenario({
    runId,
    scenario,
    settings: { ...SHORT, ...options.settings },
    engine,
    machine: {
      hostname: hostname(),
      kernel: '',
      threads: 1,
      memoryBytes: 1,
      virtualMachine: false,
      cgroup: 'v2',
    },
    env: { roots: kernelRoots() },
    recording,
    progress: (event) => {
      progress.push(event);
      options.onProgress?.(event, engine);
    },
    signal: options.signal ?? new AbortController().signal,
  });
  await expectNothingLeft(engine, runId);
  return { runId, measured, recording, progress };
}

/** No container, network or volume of the run exists. */
export async function expectNothingLeft(engine: Engine, runId: string): Promise<void> {
  expect(await findLeftovers(engine, runId)).toEqual({ containers: [], networks: [], volumes: [] });
}
