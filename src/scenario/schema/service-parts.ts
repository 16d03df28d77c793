import { z } from 'zod';
import {
  assignments,
  byteSize,
  duration,
  flag,
  oneOf,
  pattern,
  positiveNumber,
  text,
  textOrTexts,
  texts,
  wholeNumber,
} from './scalars.ts';

// The larger values of a service's keys; `service-schema.ts` puts them together.

export const absolutePath = pattern(/^\/[^,:"\n]*$/, 'an absolute path in the container');
export const accepted = z.unknown();
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

export const build = z.union(
  [
    text,
    z.strictObject({
      context: text.nullish(),
      dockerfile: text.nullish(),
      args: assignments.nullish(),
      target: text.nullish(),
      cache_from: accepted.optional(),
      cache_to: accepted.optional(),
      labels: accepted.optional(),
      tags: accepted.optional(),
      no_cache: accepted.optional(),
      pull: accepted.optional(),
      platforms: accepted.optional(),
      provenance: accepted.optional(),
      sbom: accepted.optional(),
    }),
  ],
  { error: 'a folder or a map (context, dockerfile, args, target)' },
);

export const dependsOn = z.union(
  [
    texts,
    z.record(
      z.string(),
      z
        .strictObject({
          condition: oneOf([
            'service_started',
            'service_healthy',
            'service_completed_successfully',
          ]).nullish(),
          restart: flag.nullish(),
          required: flag.nullish(),
        })
        .nullish(),
    ),
  ],
  { error: 'a list of services or a map with conditions' },
);

export const networks = z.union(
  [
    texts,
    z.record(
      z.string(),
      z
        .strictObject(
          {
            aliases: texts.nullish(),
            ipv4_address: pattern(IPV4, 'an address such as 10.5.0.2').nullish(),
            ipv6_address: accepted.optional(),
            link_local_ips: accepted.optional(),
            mac_address: accepted.optional(),
            driver_opts: accepted.optional(),
            interface_name: accepted.optional(),
            priority: accepted.optional(),
            gw_priority: accepted.optional(),
          },
          { error: 'a map' },
        )
        .nullish(),
    ),
  ],
  { error: 'a list of networks or a map' },
);

export const longVolume = z.strictObject({
  type: oneOf(['bind', 'volume', 'tmpfs']),
  source: text.nullish(),
  target: absolutePath,
  read_only: flag.nullish(),
  consistency: accepted.optional(),
  bind: z
    .strictObject({ create_host_path: flag.nullish(), propagation: text.nullish(), selinux: text.nullish() })
    .nullish(),
  volume: z.strictObject({ nocopy: flag.nullish(), labels: accepted.optional() }).nullish(),
  tmpfs: z.strictObject({ size: byteSize.nullish(), mode: text.nullish() }).nullish(),
});
export type LongVolume = z.infer<typeof longVolume>;

export const port = z.union(
  [
    text,
    z.strictObject({
      target: wholeNumber,
      published: text.nullish(),
      protocol: oneOf(['tcp', 'udp', 'sctp']).nullish(),
      host_ip: text.nullish(),
      mode: text.nullish(),
      name: text.nullish(),
      app_protocol: text.nullish(),
    }),
  ],
  { error: 'HOST:CONTAINER or a map' },
);

export const healthcheck = z.strictObject(
  {
    test: textOrTexts.nullish(),
    interval: duration.nullish(),
    timeout: duration.nullish(),
    retries: wholeNumber.nullish(),
    start_period: duration.nullish(),
    start_interval: duration.nullish(),
    disable: flag.nullish(),
  },
  { error: 'a map (test, interval, timeout, retries, start_period, disable)' },
);

export const setupCommand = z.union(
  [
    text,
    z.strictObject({
      command: text,
      shell: text.nullish(),
      'shell-options': textOrTexts.nullish(),
      detach: flag.nullish(),
    }),
  ],
  { error: 'a command or a map (command, shell, shell-options, detach)' },
);
export type SetupCommandData = z.infer<typeof setupCommand>;

const LIMIT = { error: 'a whole number, or -1 for none' };
export const limitNumber = z.union(
  [z.int(LIMIT).min(-1, LIMIT), z.string().regex(/^(?:-1|\d+)$/, LIMIT)],
  LIMIT,
);
export const ulimits = z.record(
  z.string(),
  z.union([limitNumber, z.strictObject({ soft: limitNumber, hard: limitNumber })], {
    error: 'a number or a map (soft, hard)',
  }),
  { error: 'a map' },
);

export const envFile = z.union(
  [
    text,
    z.array(
      z.union(
        [
          text,
          z.strictObject({
            path: text,
            required: flag.nullish(),
            format: oneOf(['raw']).nullish(),
          }),
        ],
        { error: 'a file' },
      ),
    ),
  ],
  { error: 'a file or a list of files' },
);

export const deploy = z.strictObject({
  mode: accepted.optional(),
  endpoint_mode: accepted.optional(),
  labels: accepted.optional(),
  placement: accepted.optional(),
  restart_policy: accepted.optional(),
  update_config: accepted.optional(),
  rollback_config: accepted.optional(),
  resources: z
    .strictObject({
      reservations: z.strictObject({ cpus: accepted.optional(), memory: accepted.optional() }).nullish(),
      limits: z
        .strictObject({
          cpus: positiveNumber.nullish(),
          memory: byteSize.nullish(),
          pids: wholeNumber.nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** An entry of a service's `secrets` or `configs`. */
export const fileReference = z.union(
  [
    text,
    z.strictObject({
      source: text,
      target: text.nullish(),
      uid: text.nullish(),
      gid: text.nullish(),
      mode: text.nullish(),
    }),
  ],
  { error: 'a name or a map (source, target)' },
);
