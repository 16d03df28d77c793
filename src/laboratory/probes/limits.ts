import { inspect, runToEnd, start } from './containers.ts';
import { type Bench, broken, failed, type Probe, passed, skipped } from './probe.ts';

/** Both limits are always given: under a runtime with a virtual machine they size it, and one without the other starves it. */
const CPUS = 0.2;
const MEMORY_MIB = 128;

/**
 * Two processes that want a CPU each for some seconds, and then say what CPU seconds they got and how many seconds passed. `time` is in whole
 * seconds, so it begins with a new one.
 */
const SPIN =
  'sub used { my $sum = 0; $sum += $_ for times; $sum } my $now = time; 1 while time == $now; my ($begin, $before) = (time, used); ' +
  'my $child = fork; 1 while time < $begin + 4; exit 0 if !$child; waitpid $child, 0; printf "%.3f %d\\n", used() - $before, time - $begin;';

const WARM_UP_MS = 1000;
const MEASURE_MS = 2000;
/** Above it the limit is not kept. A quota may be exceeded by a period's worth at the borders. */
const CPUS_AT_MOST = CPUS * 1.4;
/** Below it there was no load that a limit could have held back. */
const CPUS_AT_LEAST = CPUS * 0.2;

export const cpuLimit: Probe = {
  capability: 'cpu-limit',
  limitMs: 40_000,
  alone: true,
  async examine(bench) {
    const options = ['--cpus', String(CPUS), '--memory', '256m'];
    const box = await start(bench, 'spinner', { options, command: ['perl', '-e', SPIN] });
    const cpus = (await countedCpus(bench, box)) ?? (await ownWordCpus(bench, box));
    if (cpus === undefined) return broken('the CPU time of the container cannot be told');
    const words = `${cpus.toFixed(2)} CPUs used with a limit of ${CPUS}`;
    if (cpus < CPUS_AT_LEAST) return broken(`${words}: there was no load to hold back`);
    return cpus > CPUS_AT_MOST ? failed(words) : passed(words);
  },
};

/** CPUs in use by the kernel's counter; undefined where the container is not accounted. */
async function countedCpus(bench: Bench, container: string): Promise<number | undefined> {
  await bench.pause(WARM_UP_MS);
  const before = await bench.engine.counters(container);
  const begin = performance.now();
  if (before.cpuUs === undefined) return undefined;
  await bench.pause(MEASURE_MS);
  const after = await bench.engine.counters(container);
  const elapsedUs = (performance.now() - begin) * 1000;
  return after.cpuUs === undefined ? undefined : (after.cpuUs - before.cpuUs) / elapsedUs;
}

/** CPUs in use as the processes were told by their kernel. */
async function ownWordCpus(bench: Bench, container: string): Promise<number | undefined> {
  await bench.docker(['wait', container]);
  const [cpu, elapsed] = (await bench.docker(['logs', container])).stdout.trim().split(' ').map(Number);
  return cpu === undefined || elapsed === undefined || !(elapsed > 0) ? undefined : cpu / elapsed;
}

const FILL_MIB = 3 * MEMORY_MIB;
/** Fills memory and says after every 8 MiB how much it has. */
const FILL = `$| = 1; for my $i (1 .. ${FILL_MIB / 8}) { push @kept, "x" x (8 * 1024 * 1024); print 8 * $i, "\\n"; }`;
const MEMORY_OPTIONS = [
  '--cpus',
  '1',
  '--memory',
  `${MEMORY_MIB}m`,
  '--memory-swap',
  `${MEMORY_MIB}m`,
] as const;

export const memoryLimit: Probe = {
  capability: 'memory-limit',
  limitMs: 40_000,
  alone: true,
  async examine(bench) {
    const answer = await runToEnd(bench, { options: MEMORY_OPTIONS, command: ['perl', '-e', FILL] });
    const reached = Number(answer.stdout.trim().split('\n').at(-1));
    if (!(reached > 0)) return broken(`the container ended at once, with exit code ${answer.exitCode}`);
    const words = `${reached} MiB in use with a limit of ${MEMORY_MIB} MiB`;
    // A guest's own kernel may count a little less than its virtual machine has.
    return answer.exitCode === 0 || reached > 1.5 * MEMORY_MIB
      ? failed(words)
      : passed(`${words}, then ended with exit code ${answer.exitCode}`);
  },
};

export const outOfMemory: Probe = {
  capability: 'out-of-memory',
  limitMs: 40_000,
  alone: true,
  async examine(bench) {
    const box = await start(bench, 'filler', { options: MEMORY_OPTIONS, command: ['perl', '-e', FILL] });
    await bench.docker(['wait', box]);
    const code = await inspect(bench, box, '{{.State.ExitCode}}');
    if (code === '0') return skipped('the memory limit is not kept, so memory does not run out');
    // The kernel's message may come after the end.
    const told = await bench.until(
      async () => (await inspect(bench, box, '{{.State.OOMKilled}}')) === 'true' || undefined,
      3000,
    );
    return told
      ? passed(`the engine says OOMKilled, exit code ${code}`)
      : failed(`it ended with exit code ${code}, and the engine does not say OOMKilled`);
  },
};
