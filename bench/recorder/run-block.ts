import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFramesFile } from '../../src/sampling/recorder/frames-file.ts';
import { startRecorderProcess } from '../../src/sampling/recorder/recorder-process.ts';
import type { RecorderProgram } from '../../src/sampling/recorder/recorder-program.ts';
import type { BenchSource } from './sources.ts';

/** What one program cost while it sampled for a while. Only the recorders tell the last three. */
export type Block = {
  readonly ticks: number;
  readonly missedTicks: number;
  readonly cpuUs: number;
  readonly jitterP99Us?: number;
  readonly residentBytes?: number;
  /** From ready to the last mark. */
  readonly sampledUs?: number;
};

export type BlockJob = {
  readonly sources: readonly BenchSource[];
  readonly intervalUs: number;
  readonly ticks: number;
};

/** Runs the bare loop of floor.c. */
export async function runFloor(floor: string, job: BlockJob): Promise<Block> {
  const child = spawn(floor, [String(job.intervalUs), String(job.ticks)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(job.sources.map(({ path, offset, length }) => `${offset} ${length} ${path}\n`).join(''));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`the floor failed with ${status}`);
  const [ticks = 0, missedTicks = 0, cpuUs = 0] = text.split(' ').map(Number);
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
    const [readyUs = 0] = (await recorder.ask(`start ${job.intervalUs} ${program.dryRounds}`, 'ready')).map(
      Number,
    );
    await sleep((job.intervalUs * job.ticks) / 1000);
    // Together, so that nothing lies between the recorder's own time and its counts.
    const [[, markUs], words] = await Promise.all([
      recorder.ask('mark 0', 'marked'),
      recorder.ask('stop', 'stopped'),
    ]);
    const sampledUs = Number(markUs) - readyUs;
    const [ticks = 0, missedTicks = 0, jitterP99Us = 0, , cpuUs = 0, residentBytes = 0] = words.map(Number);
    return { ticks, missedTicks, cpuUs, jitterP99Us, residentBytes, sampledUs };
  } finally {
    await recorder.close();
    closeSync(framesFd);
  }
}
