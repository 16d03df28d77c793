import { z } from 'zod';
import { runSchema } from './run-schema.ts';

/**
 * `RunReport` as a zod schema: source of docs/reference/report.schema.json (npm run docs). Its test
 * keeps it equal to the type, property by property.
 */

const energySource = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('measured'),
      provider: z.string(),
      domains: z.array(z.string()).describe('The disjoint domains that are added.'),
      covers: z.string().describe('What the figure covers, in words.'),
    }),
    z.strictObject({
      kind: z.literal('estimated'),
      model: z.string(),
      bandLow: z.number().describe('Multiplier to the low end of the 80 % band.'),
      bandHigh: z.number().describe('Multiplier to the high end of the 80 % band.'),
      covers: z.string().describe('What the figure covers, in words.'),
    }),
    z.strictObject({ kind: z.literal('none'), reason: z.string() }),
  ])
  .describe('Where the energy figures come from.');

const grid = z
  .strictObject({ gramsPerKwh: z.number(), zone: z.string(), source: z.string() })
  .describe('Carbon intensity of the electricity, in g CO2e per kWh.');

const figure = z.strictObject({
  metric: z.string(),
  target: z.string(),
  detail: z
    .string()
    .exactOptional()
    .describe('Core, disk, interface or RAPL domain; absent for the sum and where there is just one.'),
  unit: z.enum(['us', 'uJ', 'uW', 'bytes', 'ugCO2e', 'ratio', 'count', 'hz', 'mC']),
  kind: z.enum(['counter', 'gauge']),
  value: z.number().describe('Counter: growth over the phase. Gauge: time-weighted mean.'),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  complete: z.boolean().describe("False: a counter's value is a lower bound."),
});

const attributionRow = z.strictObject({
  kind: z.enum(['container', 'command', 'service', 'tool', 'rest', 'idle']),
  name: z.string(),
  energyUj: z.int().describe('Whole µJ.'),
  cpuUs: z.number().describe('CPU time in µs.'),
});

const customMetricFigure = z
  .strictObject({
    name: z.string(),
    unit: z.string(),
    count: z.number(),
    sum: z.number(),
    mean: z.number(),
    min: z.number(),
    max: z.number(),
    energyPerUnitUj: z
      .number()
      .exactOptional()
      .describe("The machine's energy per unit of the metric, in µJ."),
    carbonPerUnitUg: z
      .number()
      .exactOptional()
      .describe('Operational carbon per unit of the metric, in µg CO2e.'),
  })
  .describe("A scenario's own metric over the phase.");

const phaseReport = z.strictObject({
  kind: z.enum(['phase', 'flow']),
  name: z.string(),
  parent: z.string().exactOptional(),
  hidden: z.boolean(),
  aborted: z.boolean(),
  durationUs: z.number(),
  energyUj: z.int().exactOptional().describe('Whole µJ; absent where there is no energy source.'),
  powerUw: z.int().exactOptional().describe('Mean power in µW.'),
  powerNoiseUw: z
    .int()
    .exactOptional()
    .describe("Half of the 95 % band of the machine's own unsteadiness, by its calibration, in µW."),
  energyNoiseUj: z.int().exactOptional().describe('The same of the energy, in µJ.'),
  carbonUg: z.int().exactOptional().describe('Operational carbon in µg CO2e.'),
  cpuUtilisation: z.number().exactOptional().describe('Mean over all threads; 1 is all of them busy.'),
  attribution: z.array(attributionRow).describe('Rows add up to energyUj exactly.'),
  figures: z.array(figure),
  customMetrics: z.array(customMetricFigure).exactOptional(),
});

const overhead = z
  .strictObject({ recorderCpuUs: z.number(), orchestratorCpuUs: z.number(), measuredUs: z.number() })
  .describe("CPU time of joulelab's own processes over the measured phases.");

export const reportSchema = z
  .strictObject({
    schema: z.literal('joulelab.report/1'),
    run: runSchema,
    energySource,
    grid,
    phases: z.array(phaseReport).describe('In the order measured; flows follow [RUNTIME].'),
    overhead: overhead.exactOptional(),
  })
  .describe('What `joulelab show RUN --json` prints.');

/** The JSON Schema (draft 2020-12) of a report, as text that ends in a line break. */
export function reportJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(reportSchema), undefined, 2)}\n`;
}
