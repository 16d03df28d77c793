import { z } from 'zod';
import { DIMENSIONS } from '../../domain/comparison-report.ts';

/**
 * `ComparisonReport` as a zod schema: source of docs/reference/comparison.schema.json (npm run docs). Its test keeps it equal to the
 * type, property by property.
 */

const arm = z.strictObject({
  label: z.string(),
  count: z.number(),
  mean: z.number(),
  median: z.number(),
  standardDeviation: z.number().exactOptional().describe('Of a sample (n − 1); absent for one value.'),
  outliers: z
    .array(z.number())
    .describe('Positions of values far from the rest, from 0 on; they are in the mean.'),
});

const comparison = z.strictObject({
  reference: arm,
  arm,
  ratio: z.number().exactOptional().describe('Of means, arm ÷ reference; absent for a reference of 0.'),
  interval: z
    .strictObject({ low: z.number(), high: z.number() })
    .exactOptional()
    .describe('95 % interval of the ratio, of this row alone; absent where an arm has one value.'),
  pValue: z.number().exactOptional().describe('Of no difference at all, two-sided, of this row alone.'),
  adjustedPValue: z.number().exactOptional().describe("After Holm's procedure over all rows."),
  detectable: z
    .number()
    .exactOptional()
    .describe(
      'Smallest relative increase that so many runs find with 80 % power among all rows: 0.03 is 3 %.',
    ),
  verdict: z.enum(['regression', 'improvement', 'equivalent', 'inconclusive']),
});

export const comparisonSchema = z
  .strictObject({
    schema: z.literal('joulelab.comparison/1'),
    by: z.array(z.enum(DIMENSIONS)),
    margin: z.number().describe('Relative difference that does not matter: 0.05 is 5 %.'),
    significance: z.number(),
    design: z.enum(['independent', 'blocks']).describe('blocks: values are compared pair by pair.'),
    quick: z.boolean(),
    estimated: z.boolean().describe('Energy, power and carbon are estimates.'),
    sets: z
      .array(
        z.strictObject({
          label: z
            .string()
            .exactOptional()
            .describe('What these runs have in common and other sets have not.'),
          arms: z
            .array(z.strictObject({ label: z.string(), runs: z.array(z.string()) }))
            .describe('The reference first.'),
        }),
      )
      .describe('Runs in one set differ in nothing but what is compared.'),
    rows: z.array(
      z.strictObject({
        set: z.number().describe('Position in sets, from 0 on.'),
        phase: z.string(),
        metric: z.string(),
        unit: z.string(),
        values: z
          .strictObject({ reference: z.array(z.number()), arm: z.array(z.number()) })
          .describe("One a run, in the order of the arms' runs."),
        comparison,
      }),
    ),
    leftOut: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
    notes: z.array(z.string()),
  })
  .describe('What `joulelab compare RUN RUN… --json` prints.');

/** The JSON Schema (draft 2020-12) of a comparison, as text that ends in a line break. */
export function comparisonJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(comparisonSchema), undefined, 2)}\n`;
}
