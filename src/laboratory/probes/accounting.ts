import type { ContainerCounters } from '../../domain/laboratory-engine.ts';
import { errorLine, execute, makeNetwork, startSleeper } from './containers.ts';
import { askCommand, PEER_PORT, startPeer } from './peers.ts';
import { type Bench, broken, failed, type Probe, ProbeEnd, passed } from './probe.ts';

const LIMIT_MS = 40_000;

/** Uses a CPU until its kernel has given it that many seconds, and prints how many they were. */
function spinScript(cpuSeconds: number): string {
  return `my ($user, $system); do { ($user, $system) = times } while $user + $system < ${cpuSeconds}; printf "%.3f", $user + $system;`;
}

/** Makes a container use a CPU; gives the CPU time in µs as the container sees it. */
async function spin(bench: Bench, container: string, cpuSeconds: number): Promise<number> {
  const answer = await execute(bench, container, ['perl', '-e', spinScript(cpuSeconds)]);
  const spentUs = Number(answer.stdout) * 1e6;
  if (!(spentUs > 0)) throw new ProbeEnd(broken(`the load does not run: ${errorLine(answer)}`));
  return spentUs;
}

export const cpuAccounting: Probe = {
  capability: 'cpu-accounting',
  limitMs: LIMIT_MS,
  alone: true,
  async examine(bench) {
    const box = await startSleeper(bench);
    const before = await bench.engine.counters(box);
    const spentUs = await spin(bench, box, 1);
    const after = await bench.engine.counters(box);
    if (before.cpuUs === undefined || after.cpuUs === undefined)
      return failed('the kernel does not account the CPU time of this container by itself');
    const countedUs = after.cpuUs - before.cpuUs;
    const words = `${seconds(countedUs)} counted, ${seconds(spentUs)} used inside`;
    const { low, high } = tolerance(bench);
    const ratio = countedUs / spentUs;
    return ratio >= low && ratio <= high ? passed(words) : failed(words);
  },
};

/**
 * What share of the CPU time that a container sees has to be counted. Under the host's kernel both are the same figure, plus the start of the
 * command. A kernel of its own takes time for its own that the host gave to others, and works for the container besides.
 */
function tolerance(bench: Bench): { low: number; high: number } {
  const { isolation } = bench.subject.runtime;
  const hostKernel = isolation === 'namespaces' || isolation === 'user namespace';
  return hostKernel ? { low: 0.9, high: 1.3 } : { low: 0.3, high: 2 };
}

const TRANSFER_BYTES = 8 * 1024 * 1024;
/** Headers and acknowledgements. */
const WITH_HEADERS = 1.15;

export const networkAccounting: Probe = {
  capability: 'network-accounting',
  limitMs: LIMIT_MS,
  alone: true,
  async examine(bench) {
    const network = await makeNetwork(bench);
    const peer = await startPeer(bench, network, [], `"x" x ${TRANSFER_BYTES}`);
    const box = await startSleeper(bench, ['--network', network]);
    const read = async () =>
      [await bench.engine.counters(box), await bench.engine.counters(peer.id)] as const;
    const before = await read();
    const answer = await execute(bench, box, askCommand(peer.address, PEER_PORT, true));
    const after = await read();
    if (Number(answer.stdout) !== TRANSFER_BYTES)
      return broken(`the bytes did not arrive: ${errorLine(answer)}`);
    const received = difference('receivedBytes', before[0], after[0]);
    const sent = difference('sentBytes', before[1], after[1]);
    if (received === undefined || sent === undefined)
      return failed('no bytes of this container are accounted');
    const words = `${mib(TRANSFER_BYTES)} moved: ${mib(received)} received, ${mib(sent)} sent`;
    return [received, sent].every(isTransfer) ? passed(words) : failed(words);
  },
};

function isTransfer(bytes: number): boolean {
  return bytes >= TRANSFER_BYTES && bytes <= TRANSFER_BYTES * WITH_HEADERS;
}

/** Largest difference that counts as agreement: what the container does between two readings, and rounding to ticks. */
const AGREE_US = 20_000;

export const engineStats: Probe = {
  capability: 'engine-stats',
  limitMs: LIMIT_MS,
  alone: true,
  async examine(bench) {
    const box = await startSleeper(bench);
    await spin(bench, box, 0.3);
    const before = await bench.engine.counters(box);
    const told = await bench.statistics(box);
    const after = await bench.engine.counters(box);
    if (told?.cpuUs === undefined) return failed('the engine tells no CPU time of the container');
    const engineWords = `${seconds(told.cpuUs)} CPU time by the engine`;
    if (before.cpuUs === undefined || after.cpuUs === undefined)
      return failed(`${engineWords}, and none in the kernel's accounting`);
    const words = `${engineWords}, ${seconds(after.cpuUs)} by the kernel`;
    const agrees = told.cpuUs >= before.cpuUs - AGREE_US && told.cpuUs <= after.cpuUs + AGREE_US;
    return agrees ? passed(words) : failed(words);
  },
};

function difference(
  key: keyof ContainerCounters,
  before: ContainerCounters,
  after: ContainerCounters,
): number | undefined {
  const [first, last] = [before[key], after[key]];
  return first === undefined || last === undefined ? undefined : last - first;
}

function seconds(us: number): string {
  return `${(us / 1e6).toFixed(2)} s`;
}

function mib(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
