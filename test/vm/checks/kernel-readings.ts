import { Worker } from 'node:worker_threads';

type Reading = readonly [monoUs: number, cpuUs: number];

/**
 * Reads the CPU time of the one container that runs, as its scope of the systemd driver has it, every 10 ms by a thread of its own:
 * what joulelab does meanwhile in this process holds up no reading.
 */
export function startKernelReadings(): { stop(): Promise<(monoUs: number) => number> } {
  const worker = new Worker(READER, { eval: true });
  return {
    async stop() {
      const readings = await new Promise<readonly Reading[]>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage('stop');
      });
      await worker.terminate();
      return (monoUs) => at(readings, monoUs);
    },
  };
}

function at(readings: readonly Reading[], monoUs: number): number {
  const after = readings.findIndex(([when]) => when >= monoUs);
  const [left, right] = [readings[after - 1], readings[after]];
  if (left === undefined || right === undefined)
    throw new Error(`no readings around ${monoUs}: ${readings.length} in all`);
  return left[1] + ((right[1] - left[1]) * (monoUs - left[0])) / (right[0] - left[0]);
}

const READER = `
const { readdirSync, readFileSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');
const readings = [];
let file;
function find(folder, depth) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    if (/^docker-[0-9a-f]{64}\\.scope$/.test(entry.name)) return folder + '/' + entry.name + '/cpu.stat';
    const below = depth > 0 && entry.name.endsWith('.slice') ? find(folder + '/' + entry.name, depth - 1) : undefined;
    if (below !== undefined) return below;
  }
}
const timer = setInterval(() => {
  try {
    file ??= find('/sys/fs/cgroup/system.slice', 2);
    if (file === undefined) return;
    const text = readFileSync(file, 'utf8');
    readings.push([Number(process.hrtime.bigint() / 1000n), Number(/usage_usec (\\d+)/.exec(text)[1])]);
  } catch {
    file = undefined;
  }
}, 10);
parentPort.once('message', () => { clearInterval(timer); parentPort.postMessage(readings); });
`;
