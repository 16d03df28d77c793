import type { Script } from '../../domain/bed.ts';
import type { WorkloadFacts } from '../../domain/bench.ts';

/** How a task is done; what each kind measures is in `do-workload.ts`. */
export type Work =
  /** One script in one box. */
  | { readonly kind: 'script'; readonly script: Script }
  /** A client in one box and a server in another, over the network between them. */
  | { readonly kind: 'pair'; readonly server: string; readonly client: (address: string) => string }
  /** So many boxes one after the other: start, run `true`, end. */
  | { readonly kind: 'start'; readonly count: number }
  /** So many commands `true` one after the other in a running box. */
  | { readonly kind: 'exec'; readonly count: number }
  /** So many boxes that do nothing, for so long. */
  | { readonly kind: 'rest'; readonly count: number; readonly durationMs: number };

/** A task of the bench: a fixed amount of work. */
export type Workload = {
  readonly facts: WorkloadFacts;
  readonly work: Work;
  /** About how long it takes without a sandbox, for the announcement. */
  readonly nominalMs: number;
};

/** The table's rows: amounts for a full bench and for `--quick`. */
type Row = {
  readonly id: string;
  readonly title: string;
  readonly full: number;
  readonly quick: number;
  readonly nominalMs: number;
  readonly does: (amount: number) => string;
  readonly work: (amount: number) => Work;
};

const script = (work: string, prepare?: string): Work => ({
  kind: 'script',
  script: prepare === undefined ? { work } : { prepare, work },
});

/** A server that has closed the terminal is not yet one that listens. */
const untilRedis = (host: string) =>
  `for i in $(seq 100); do redis-cli -h ${host} ping >/dev/null 2>&1 && break; sleep 0.1; done`;
const REDIS = 'redis-server --daemonize yes --save "" --protected-mode no >/dev/null';
const benchmark = (host: string, requests: number) =>
  `redis-benchmark -h ${host} -q -n ${requests} -c 20 -t set,get`;
const IPERF = 'iperf3 --server --daemon; sleep 0.5';

/**
 * Sizes are chosen so that a task takes half a second to two seconds under runc: the kernel counts the machine's CPU time, of which
 * energy is estimated, in steps of 10 ms. System calls take less, as they take half a minute under a sandbox that traces each.
 */
const ROWS: readonly Row[] = [
  {
    id: 'start',
    title: 'container start-up',
    full: 5,
    quick: 2,
    nominalMs: 2500,
    does: (n) => `${n} containers one after the other, from start to the end of \`true\``,
    work: (count) => ({ kind: 'start', count }),
  },
  {
    id: 'exec',
    title: 'commands in a running container',
    full: 20,
    quick: 5,
    nominalMs: 1200,
    does: (n) => `${n} × exec of \`true\``,
    work: (count) => ({ kind: 'exec', count }),
  },
  {
    id: 'cpu',
    title: 'CPU-bound work',
    full: 5000,
    quick: 1000,
    nominalMs: 1200,
    does: (n) => `sysbench cpu, ${n} events of primes up to 10000, one thread`,
    work: (n) => script(`sysbench cpu --cpu-max-prime=10000 --events=${n} --time=0 run`),
  },
  {
    id: 'memory',
    title: 'memory-bound work',
    full: 30,
    quick: 5,
    nominalMs: 1200,
    does: (n) => `sysbench memory, ${n} GiB written in blocks of 1 MiB, one thread`,
    work: (n) => script(`sysbench memory --memory-block-size=1M --memory-total-size=${n}G --time=0 run`),
  },
  {
    id: 'syscalls',
    title: 'system calls',
    full: 300_000,
    quick: 20_000,
    nominalMs: 200,
    does: (n) => `dd, ${n} reads and ${n} writes of one byte`,
    work: (n) => script(`dd if=/dev/zero of=/dev/null bs=1 count=${n}`),
  },
  {
    id: 'file-opens',
    title: 'file opens',
    full: 5,
    quick: 2,
    nominalMs: 600,
    does: (n) => `grep through every file below /usr/share, /etc and /var/lib/dpkg, ${n} times`,
    // It exits with 1, as nothing is found, or 2 for files that cannot be read.
    work: (n) =>
      script(
        `sh -c 'for i in $(seq ${n}); do grep -rsFq Nowhere-to-be-found /usr/share /etc /var/lib/dpkg; done; true'`,
      ),
  },
  {
    id: 'small-files',
    title: 'small files',
    full: 2000,
    quick: 200,
    nominalMs: 800,
    does: (n) => `fio, ${n} new files of 4 kB`,
    work: (n) =>
      script(
        `fio --name=small --directory=/tmp/small --rw=write --bs=4k --filesize=4k --nrfiles=${n} --openfiles=1 ` +
          '--file_service_type=sequential --ioengine=psync --create_on_open=1',
        'mkdir -p /tmp/small',
      ),
  },
  {
    id: 'large-write',
    title: 'large-file writes',
    full: 512,
    quick: 64,
    nominalMs: 800,
    does: (n) => `fio, ${n} MiB in blocks of 1 MiB and one fsync`,
    work: (n) =>
      script(
        `fio --name=large --filename=/tmp/large --rw=write --bs=1M --size=${n}M --end_fsync=1 --ioengine=psync`,
      ),
  },
  {
    id: 'large-read',
    title: 'large-file reads',
    full: 512,
    quick: 64,
    nominalMs: 800,
    does: (n) => `fio, ${n} MiB in blocks of 1 MiB, not from the page cache`,
    work: (n) =>
      script(
        `fio --name=large --filename=/tmp/large --rw=read --bs=1M --size=${n}M --invalidate=1 --ioengine=psync`,
        `dd if=/dev/zero of=/tmp/large bs=1M count=${n} conv=fsync 2>/dev/null`,
      ),
  },
  {
    id: 'processes',
    title: 'process creation',
    full: 1000,
    quick: 100,
    nominalMs: 600,
    does: (n) => `stress-ng fork, ${n} processes`,
    work: (n) => script(`stress-ng --fork 1 --fork-ops ${n}`),
  },
  {
    id: 'loopback',
    title: 'loopback network',
    full: 2,
    quick: 1,
    nominalMs: 1000,
    does: (n) => `iperf3, ${n} GiB over TCP within one container`,
    work: (n) => script(`iperf3 --client 127.0.0.1 --bytes ${n}G`, IPERF),
  },
  {
    id: 'network',
    title: 'network between containers',
    full: 2,
    quick: 1,
    nominalMs: 1200,
    does: (n) => `iperf3, ${n} GiB over TCP from one container to another`,
    work: (n) => ({
      kind: 'pair',
      server: IPERF,
      client: (address) => `iperf3 --client ${address} --bytes ${n}G`,
    }),
  },
  {
    id: 'redis',
    title: 'Redis requests',
    full: 15_000,
    quick: 1500,
    nominalMs: 500,
    does: (n) => `redis-benchmark, ${n} SET and ${n} GET by 20 clients within one container`,
    work: (n) => script(benchmark('127.0.0.1', n), `${REDIS}; ${untilRedis('127.0.0.1')}`),
  },
  {
    id: 'redis-network',
    title: 'Redis requests between containers',
    full: 15_000,
    quick: 1500,
    nominalMs: 700,
    does: (n) => `redis-benchmark, ${n} SET and ${n} GET by 20 clients from one container to another`,
    work: (n) => ({
      kind: 'pair',
      server: `${REDIS}; ${untilRedis('127.0.0.1')}`,
      client: (address) => benchmark(address, n),
    }),
  },
  {
    id: 'rest-1',
    title: 'one container at rest',
    full: 4000,
    quick: 1000,
    nominalMs: 4000,
    does: (ms) => `one container that sleeps for ${ms / 1000} s`,
    work: (durationMs) => ({ kind: 'rest', count: 1, durationMs }),
  },
  {
    id: 'rest-10',
    title: 'ten containers at rest',
    full: 4000,
    quick: 1000,
    nominalMs: 8000,
    does: (ms) => `ten containers that sleep for ${ms / 1000} s`,
    work: (durationMs) => ({ kind: 'rest', count: 10, durationMs }),
  },
];

/** All tasks with the amounts of a full or a quick bench. */
export function workloads(quick: boolean): readonly Workload[] {
  return ROWS.map((row) => {
    const amount = quick ? row.quick : row.full;
    const work = row.work(amount);
    const containers = work.kind === 'rest' ? work.count : work.kind === 'pair' ? 2 : 1;
    return {
      facts: {
        id: row.id,
        title: row.title,
        does: row.does(amount),
        kind: work.kind === 'rest' ? 'rest' : 'work',
        containers,
      },
      work,
      nominalMs: Math.round((row.nominalMs * amount) / row.full),
    };
  });
}
