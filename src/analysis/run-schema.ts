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

const machine = z
  .strictObject({
    hostname: z.string(),
    kernel: z.string(),
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

const settings = z.strictObject({
  intervalMs: z.number(),
  baselineMs: z.number(),
  idleMs: z.number(),
  pauseMs: z.number(),
  quick: z.boolean(),
  bootTimeoutMs: z.number(),
  flowTimeoutMs: z.number(),
  totalTimeoutMs: z.number(),
  pull: z.enum(['always', 'missing', 'never']),
  noCache: z.boolean(),
  allowUnsafe: z.boolean(),
  skipUnsafe: z.boolean(),
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
  }),
  z.strictObject({
    kind: z.literal('command'),
    argv: z.array(z.string()),
    cwd: z.string(),
    exitCode: z.number().exactOptional(),
  }),
]);

const engine = z.strictObject({
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
  runtime: z.string(),
  runtimeVersion: z.string().exactOptional(),
  cpus: z.number(),
  memoryBytes: z.number(),
  exitCode: z.number().exactOptional(),
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
  intervalMs: z.number(),
  ticks: z.number(),
  missedTicks: z.number(),
  jitterP99Us: z.number(),
  sources: z.number(),
  framesBytes: z.number(),
  cpuUs: z.number(),
  residentBytes: z.number(),
});

/** `Omit<Run, 'logs'>`. */
export const runSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(['running', 'completed', 'failed']),
  startedUnixUs: unixUs,
  endedUnixUs: unixUs.exactOptional(),
  pid: z.number(),
  joulelabVersion: z.string(),
  subject,
  settings,
  machine,
  engine: engine.exactOptional(),
  containers: z.array(container),
  marks: z.array(mark),
  phases: z.array(phase),
  recorder: recorder.exactOptional(),
  warnings: z.array(
    z.strictObject({ code: z.enum(Object.keys(WARNINGS) as WarningCode[]), message: z.string() }),
  ),
  notes: z.array(z.strictObject({ unixUs, source: z.string(), text: z.string() })),
  error: runError.exactOptional(),
});
