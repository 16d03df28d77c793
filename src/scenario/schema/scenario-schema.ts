import { z } from 'zod';
import { flag, oneOf, pattern, text, textOrTexts, texts } from './scalars.ts';
import { serviceSchema } from './service-schema.ts';

const accepted = z.unknown();

const flowCommand = z.strictObject(
  {
    type: oneOf(['console', 'playwright']),
    command: text,
    shell: text.nullish(),
    'shell-options': textOrTexts.nullish(),
    detach: flag.nullish(),
    note: text.nullish(),
    'ignore-errors': flag.nullish(),
    'log-stdout': flag.nullish(),
    'log-stderr': flag.nullish(),
    'read-notes-stdout': flag.nullish(),
  },
  { error: 'a map (type, command, …)' },
);

const flow = z.strictObject(
  {
    name: pattern(/^[.\s0-9a-zA-Z_()-]+$/, 'letters, digits, blanks and . _ ( ) - only'),
    container: text,
    hidden: flag.nullish(),
    commands: z.array(flowCommand, { error: 'a list of commands' }).min(1, { error: 'at least one command' }),
  },
  { error: 'a map (name, container, commands)' },
);

const ipamConfig = z.strictObject({
  subnet: pattern(/^[\da-fA-F.:]+\/\d{1,3}$/, 'a subnet such as 10.5.0.0/16').nullish(),
  gateway: accepted.optional(),
  ip_range: accepted.optional(),
  aux_addresses: accepted.optional(),
});

const network = z.strictObject(
  {
    internal: flag.nullish(),
    driver: oneOf(['bridge', 'default']).nullish(),
    ipam: z
      .strictObject({
        driver: accepted.optional(),
        config: z.array(ipamConfig, { error: 'a list' }).nullish(),
        options: accepted.optional(),
      })
      .nullish(),
    name: accepted.optional(),
    external: accepted.optional(),
    attachable: accepted.optional(),
    labels: accepted.optional(),
    enable_ipv4: accepted.optional(),
    enable_ipv6: accepted.optional(),
    driver_opts: accepted.optional(),
  },
  { error: 'a map' },
);

const volume = z.strictObject(
  { driver: oneOf(['local']).nullish(), name: accepted.optional(), labels: accepted.optional() },
  { error: 'nothing or an empty map' },
);

/** A file that services are given by name: Compose's `secrets` and `configs`. */
const namedFile = z.strictObject({ file: text.nullish(), name: text.nullish() }, { error: 'a map (file)' });

const customMetric = z.strictObject(
  { unit: text, regex: text.nullish(), sci: flag.nullish() },
  { error: 'a map (unit, regex, sci)' },
);

const relation = z.strictObject(
  {
    url: text,
    branch: pattern(/^[^-\s][^\s]*$/, 'the name of a branch').nullish(),
    commit_hash: pattern(/^[0-9a-f]{7,64}$/i, 'a commit hash (7 to 64 hexadecimal digits)').nullish(),
  },
  { error: 'a map (url, branch, commit_hash)' },
);

/** The whole scenario once includes are resolved and `compose-file` is merged. */
export const scenarioSchema = z.strictObject(
  {
    name: pattern(/\S/, 'a name'),
    description: text.nullish(),
    author: text.nullish(),
    version: accepted.optional(),
    architecture: oneOf(['linux']).nullish(),
    services: z.record(z.string(), serviceSchema, { error: 'a map of services' }).nullish(),
    flow: z.array(flow, { error: 'a list of steps' }).min(1, { error: 'at least one step' }),
    networks: z
      .union([texts, z.record(z.string(), network.nullish())], { error: 'a list or map of networks' })
      .nullish(),
    volumes: z
      .union([texts, z.record(z.string(), volume.nullish())], { error: 'a list or map of volumes' })
      .nullish(),
    secrets: z.record(z.string(), namedFile, { error: 'a map of secrets' }).nullish(),
    configs: z.record(z.string(), namedFile, { error: 'a map of configs' }).nullish(),
    relations: z.record(z.string(), relation, { error: 'a map of relations' }).nullish(),
    custom_metrics: z.record(z.string(), customMetric, { error: 'a map of metrics' }).nullish(),
    'ignore-unsupported-compose': flag.nullish(),
  },
  { error: 'a map (name, services, flow, …)' },
);

const remainderCommand = flowCommand.extend({
  type: flowCommand.shape.type.nullish(),
  command: text.nullish(),
});
export type FlowCommandData = z.infer<typeof remainderCommand>;

const remainderStep = flow.extend({
  name: text.nullish(),
  container: text.nullish(),
  commands: z.array(remainderCommand).nullish(),
});

/** The same, content with what is left of a scenario when its faulty parts are taken out. */
export const remainderSchema = scenarioSchema.extend({
  name: text.nullish(),
  flow: z.array(remainderStep).nullish(),
});
export type ScenarioData = z.infer<typeof remainderSchema>;

/** Keys that are gone before the schema is applied, but that a misspelling may mean. */
export const MERGE_KEYS = ['compose-file', 'flow-prepend'] as const;
