import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../domain/errors.ts';
import { PHASES } from '../domain/phase.ts';
import { WARNINGS, type WarningCode } from '../domain/warnings.ts';

/** The parts of a `Run` that a report shows, as zod schemas; report-schema.ts puts them together. */

const monoUs = z.number().describe('Microseconds of the monotonic clock of the machine since its boot.');
const unixUs = z.number().describe('Microseconds since the Unix epoch.');

const commandFailure = z.strictObject({
  command: z.string(),
  container: z.string().exactOptional(),
  exitCode: z.number().exactOptional(),
  signal: z.string().exactOptional(),
  oomKilled: z.boolean().exactOptional(),
  durationMs: z.number().exactOptional(),
  stdoutTail: z.string(),
  stderrTail: z.string(),
});

const runError = z.strictObject({
  code: z.enum(Object.keys(ERRORS) as ErrorCode[]),
  message: z.string(),
  advice: z.string(),
  phase: z.string().exactOptional().describe('Phase or flow in which it happened.'),
  failure: commandFailure.exactOptional(),
});

export const machine = z
  .strictObject({
    hostname: z.string(),
    kernel: z.string(),
    vendor: z.string().exactOptional(),
    cpuModel: z.string().exactOptional(),
    cpuMhz: z.number().exactOptional(),
    cpuVendor: z.enum(['intel', 'amd', 'arm', 'other']).exactOptional(),
    chips: z.number().exactOptional(),
    cores: z.number().exactOptional(),
    threads: z.number(),
    memoryBytes: z.number(),
    virtualMachine: z.boolean(),
    cgroup: z.enum(['v1', 'hybrid', 'v2']),
  })
  .describe('Facts about the machine; absent is unknown.');

const spread = z.strictObject({
  mean: z.number(),
  standardDeviation: z.number().exactOptional().describe('Of the blocks; absent for a single one.'),
  blocks: z.number(),
});

const blockStatistics = z.strictObject({
  power: spread.exactOptional().describe('In microwatts.'),
  cpuUtilisation: spread,
});

const calibration = z
  .strictObject({
    measuredUnixUs: unixUs,
    machine: z.strictObject({
      hostname: z.string(),
      cpuModel: z.string().exactOptional(),
      threads: z.number(),
    }),
    energySource: z.enum(['measured', 'estimated', 'none']),
    provider: z.string().exactOptional().describe('Of the measured energy; absent: rapl.'),
    blockMs: z.number(),
    intervalMs: z.number(),
    idle: blockStatistics,
    idleUnsampled: blockStatistics,
    fullLoad: blockStatistics,
    recorderCpu: spread.describe('Share of one core.'),
  })
  .describe('What joulelab calibrate had found of this machine when the run began.');

const settings = z.strictObject({
  intervalMs: z.number(),
  sampling: z
    .enum(['on', 'off'])
    .exactOptional()
    .describe('Off: counters were read at marks only. Absent is on.'),
  baselineMs: z.number(),
  idleMs: z.number(),
  pauseMs: z.number(),
  quick: z.boolean(),
  bootTimeoutMs: z.number(),
  flowTimeoutMs: z.number(),
  commandTimeoutMs: z.number().exactOptional(),
  totalTimeoutMs: z.number(),
  playwrightTimeoutMs: z.number().exactOptional(),
  pull: z.enum(['always', 'missing', 'never']),
  noCache: z.boolean(),
  allowUnsafe: z.boolean(),
  skipUnsafe: z.boolean(),
  allowedRunArgs: z.array(z.string()).exactOptional(),
  idleWatts: z.number().exactOptional(),
  maxWatts: z.number().exactOptional(),
  providers: z
    .array(z.string())
    .exactOptional()
    .describe('What changed the default set of metric providers: ID, ID=SETTING, no-ID, must-ID.'),
});

const subject = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scenario'),
    file: z.string(),
    resolvedText: z.string().describe('The scenario with includes and variables put in.'),
    variables: z.record(z.string(), z.string()),
    uri: z.string().exactOptional(),
    branch: z.string().exactOptional(),
    commit: z.string().exactOptional(),
    dirty: z.boolean().exactOptional(),
    relations: z
      .record(
        z.string(),
        z.strictObject({ uri: z.string(), branch: z.string().exactOptional(), commit: z.string() }),
      )
      .exactOptional()
      .describe('Repositories mounted at /tmp/relations/KEY, by key.'),
  }),
  z.strictObject({
    kind: z.literal('command'),
    argv: z.array(z.string()),
    cwd: z.string(),
    exitCode: z.number().exactOptional(),
  }),
]);

const batch = z
  .strictObject({
    id: z.string(),
    position: z.number(),
    size: z.number(),
    iteration: z.number(),
    runtime: z.string().exactOptional(),
  })
  .describe('The place of the run among those of one call; absent where there was just one.');

export const engine = z.strictObject({
  name: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  socket: z.string(),
  rootless: z.boolean(),
  storageDriver: z.string(),
  cgroupDriver: z.string(),
});

const container = z.strictObject({
  name: z.string(),
  id: z.string(),
  image: z.string(),
  imageId: z.string(),
  imageDigests: z.array(z.string()).exactOptional(),
  runtime: z.string(),
  runtimeVersion: z.string().exactOptional(),
  runtimeBinary: z.string().exactOptional(),
  runtimeArgs: z.array(z.string()).readonly().exactOptional(),
  policies: z.array(z.string()).readonly().exactOptional(),
  cpus: z.number(),
  memoryBytes: z.number(),
  accounting: z
    .strictObject({
      method: z.enum(['cgroup', 'process-tree', 'none']),
      check: z.enum(['verified', 'not-verified', 'wrong']),
      seen: z.string(),
    })
    .exactOptional()
    .describe('How its CPU time was accounted, and what the self-test said of it.'),
  exitCode: z.number().exactOptional(),
  endedUnixUs: unixUs.exactOptional(),
});

const mark = z
  .strictObject({ id: z.number(), label: z.string(), monoUs, endMonoUs: monoUs, unixUs })
  .describe('An instant at which every source was read once.');

const phase = z.strictObject({
  kind: z.enum(['phase', 'flow']),
  name: z.string(),
  parent: z.enum(PHASES).exactOptional(),
  hidden: z.boolean(),
  beginMark: z.number(),
  endMark: z.number(),
  beginMonoUs: monoUs,
  endMonoUs: monoUs,
  aborted: z.boolean().exactOptional(),
});

const recorder = z.strictObject({
  implementation: z.enum(['typescript', 'c']),
  fallback: z.string().exactOptional().describe('Why it is not the C recorder.'),
  cpu: z.number().exactOptional().describe('The isolated CPU that it was bound to.'),
  intervalMs: z.number(),
  ticks: z.number(),
  missedTicks: z.number(),
  jitterP99Us: z.number(),
  sources: z.number(),
  framesBytes: z.number(),
  cpuUs: z.number(),
  residentBytes: z.number(),
});

const customMetric = z
  .strictObject({
    name: z.string(),
    unit: z.string(),
    sci: z.boolean(),
    samples: z.array(
      z.strictObject({ source: z.string(), unixUs: z.array(unixUs), values: z.array(z.number()) }),
    ),
  })
  .describe("A scenario's own metric with all its samples, in columns.");

/** `Omit<Run, 'logs'>`. */
export const runSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(['running', 'completed', 'failed']),
  startedUnixUs: unixUs,
  endedUnixUs: unixUs.exactOptional(),
  pid: z.number(),
  joulelabVersion: z.string(),
  batch: batch.exactOptional(),
  subject,
  settings,
  machine,
  calibration: calibration.exactOptional(),
  engine: engine.exactOptional(),
  containers: z.array(container),
  services: z
    .array(z.strictObject({ name: z.string(), holds: z.array(z.string()) }))
    .exactOptional()
    .describe('What else was accounted for itself; the counter of each includes those that it holds.'),
  marks: z.array(mark),
  phases: z.array(phase),
  recorder: recorder.exactOptional(),
  warnings: z.array(
    z.strictObject({ code: z.enum(Object.keys(WARNINGS) as WarningCode[]), message: z.string() }),
  ),
  notes: z.array(z.strictObject({ unixUs, source: z.string(), text: z.string() })),
  customMetrics: z.array(customMetric).exactOptional(),
  error: runError.exactOptional(),
});
