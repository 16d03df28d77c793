import { z } from 'zod';
import { JoulelabError } from '../../domain/errors.ts';
import { CAPABILITIES, type Capability, type ProbeReport } from '../../domain/runtimes.ts';
import { engine, machine } from '../run-schema.ts';

const capability = z.enum(Object.keys(CAPABILITIES) as Capability[]);

const claim = z
  .strictObject({
    says: z.enum(['yes', 'no', 'partly', 'unknown']),
    note: z.string().exactOptional(),
    source: z.string(),
  })
  .describe('What documents or source code say; never a measurement.');

const runtime = z.strictObject({
  name: z.string(),
  id: z.string(),
  title: z.string(),
  isolation: z.enum(['namespaces', 'user namespace', 'kernel in user space', 'virtual machine', 'unknown']),
  registered: z.enum(['default', 'listed', 'shim', 'no']),
  binary: z.string().exactOptional(),
  args: z.array(z.string()),
  version: z.string().exactOptional(),
  usable: z.boolean(),
  reason: z.string().exactOptional(),
  advice: z.string().exactOptional(),
  requirements: z.array(
    z.strictObject({
      name: z.string(),
      met: z.enum(['yes', 'no', 'unknown']),
      seen: z.string(),
      advice: z.string().exactOptional(),
      hopeless: z.literal(true).exactOptional(),
    }),
  ),
  gates: z.array(
    z.strictObject({
      effect: z.enum(['refuse', 'warn']),
      message: z.string(),
      advice: z.string(),
      source: z.string(),
    }),
  ),
  claims: z.partialRecord(capability, claim),
});

const result = z.strictObject({
  capability,
  outcome: z.enum(['passed', 'failed', 'skipped', 'hung', 'broken']),
  evidence: z.string(),
  durationMs: z.number(),
});

/** `ProbeReport`. Its test keeps it equal to the type, property by property. */
export const probeReportSchema = z
  .strictObject({
    schema: z.literal('joulelab.probe/1'),
    id: z.string(),
    measuredUnixUs: z.number().describe('Microseconds since the Unix epoch.'),
    joulelabVersion: z.string(),
    machine,
    engine,
    runtimes: z.array(
      z.strictObject({ runtime, results: z.array(result).describe('Empty where it was not probed.') }),
    ),
  })
  .describe('What `joulelab runtimes probe --json` prints.');

/** A stored report as what it is. @throws JoulelabError `store-failed` where another version wrote something else */
export function readProbeReport(id: string, document: unknown): ProbeReport {
  const read = probeReportSchema.safeParse(document);
  if (read.success) return read.data;
  throw new JoulelabError('store-failed', `The stored probe ${id} is not one that this joulelab can read.`, {
    advice: 'Probe again: joulelab runtimes probe',
    cause: read.error,
  });
}
