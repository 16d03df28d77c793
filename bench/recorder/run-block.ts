import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFramesFile } from '../../src/sampling/recorder/frames-file.ts';
import { startRecorderProcess } from '../../src/sampling/recorder/recorder-process.ts';
import type { RecorderProgram } from '../../src/sampling/recorder/recorder-program.ts';
import type { BenchSource } from './sources.ts';

/** What one program cost while it sampled for a while. Only the recorders tell the last two. */
export type Block = {
  readonly ticks: number;
  readonly missedTicks: number;
  readonly cpuUs: number;
  readonly jitterP99Us?: number;
  readonly residentBytes?: number;
};

export type BlockJob = {
  readonly sources: readonly BenchSource[];
  readonly intervalUs: number;
  readonly ticks: number;
};

/** Runs the bare loop of floor.c. */
export function runFloor(floor: string, job: BlockJob): Block {
  const input = job.sources.map(({ path, offset, length }) => `${offset} ${length} ${path}\n`).join('');
  const { stdout, stderr, status } = spawnSync(floor, [String(job.intervalUs), String(job.ticks)], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the floor failed: ${stderr}`);
  const [ticks = 0, missedTicks = 0, cpuUs = 0] = stdout.split(' ').map(Number);
  return { ticks, missedTicks, cpuUs };
}

/** Runs a recorder over the same files, told over its control channel as joulelab does. */
export async function runRecorder(program: RecorderProgram, job: BlockJob): Promise<Block> {
  const framesFd = openFramesFile();
  const recorder = startRecorderProcess({ program, framesFd, replyTimeoutMs: 60_000 });
  try {
    for (const [id, { path, offset, length }] of job.sources.entries()) {
      await recorder.ask(`add ${id} ${offset} ${length} ${path}`, 'added');
    }
    await recorder.ask(`start ${job.intervalUs} ${program.dryRounds}`, 'ready');
    await sleep((job.intervalUs * job.ticks) / 1000);
    const words = await recorder.ask('stop', 'stopped');
    const [ticks = 0, missedTicks = 0, jitterP99Us = 0, , cpuUs = 0, residentBytes = 0] = words.map(Number);
    return { ticks, missedTicks, cpuUs, jitterP99Us, residentBytes };
  } finally {
    await recorder.close();
    closeSync(framesFd);
  }
}
