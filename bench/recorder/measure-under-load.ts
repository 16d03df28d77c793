import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { BenchPlan } from './bench-plan.ts';
import type { Programs } from './measure-cost.ts';
import { type Block, runRecorder } from './run-block.ts';
import type { BenchSources } from './sources.ts';

const INTERVAL_US = 10_000;

/** How punctual the recorders are at 10 ms while every core is busy with ordinary work. */
export async function measureUnderLoad(
  plan: BenchPlan,
  programs: Programs,
  sources: BenchSources,
): Promise<Record<keyof Programs, Block>> {
  const burners = Array.from({ length: availableParallelism() }, () =>
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
  );
  try {
    const job = {
      sources: sources.take(10),
      intervalUs: INTERVAL_US,
      ticks: (plan.underLoadMs * 1000) / INTERVAL_US,
    };
    return { c: await runRecorder(programs.c, job), typescript: await runRecorder(programs.typescript, job) };
  } finally {
    for (const burner of burners) burner.kill('SIGKILL');
  }
}
