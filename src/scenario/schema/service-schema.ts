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
  textMap,
  textOrTexts,
  texts,
  wholeNumber,
} from './scalars.ts';

const absolutePath = pattern(/^\/[^,:"\n]*$/, 'an absolute path in the container');
const accepted = z.unknown();
const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

const build = z.union(
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

const dependsOn = z.union(
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

const networks = z.union(
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

const longVolume = z.strictObject({
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

const port = z.union(
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

const healthcheck = z.strictObject(
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

const setupCommand = z.union(
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
const limitNumber = z.union([z.int(LIMIT).min(-1, LIMIT), z.string().regex(/^(?:-1|\d+)$/, LIMIT)], LIMIT);
const ulimits = z.record(
  z.string(),
  z.union([limitNumber, z.strictObject({ soft: limitNumber, hard: limitNumber })], {
    error: 'a number or a map (soft, hard)',
  }),
  { error: 'a map' },
);

const envFile = z.union(
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

const deploy = z.strictObject({
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
const fileReference = z.union(
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

/** One entry of `services`: Compose's keys and GMT's own. */
export const serviceSchema = z.strictObject(
  {
    image: text.nullish(),
    build: build.nullish(),
    container_name: text.nullish(),
    command: textOrTexts.nullish(),
    entrypoint: textOrTexts.nullish(),
    environment: assignments.nullish(),
    env_file: envFile.nullish(),
    labels: assignments.nullish(),
    ports: z.array(port, { error: 'a list' }).nullish(),
    expose: accepted.optional(),
    depends_on: dependsOn.nullish(),
    networks: networks.nullish(),
    volumes: z
      .array(z.union([text, longVolume], { error: 'SOURCE:TARGET or a map' }), { error: 'a list' })
      .nullish(),
    healthcheck: healthcheck.nullish(),
    cpus: positiveNumber.nullish(),
    mem_limit: byteSize.nullish(),
    shm_size: byteSize.nullish(),
    deploy: deploy.nullish(),
    init: flag.nullish(),
    restart: text.nullish(),
    runtime: pattern(/^[A-Za-z0-9][\w.-]*$/, 'the name of an OCI runtime').nullish(),
    user: text.nullish(),
    working_dir: text.nullish(),
    tmpfs: textOrTexts.nullish(),
    extra_hosts: z.union([texts, textMap], { error: 'a list of NAME:ADDRESS or a map' }).nullish(),
    cap_add: texts.nullish(),
    cap_drop: texts.nullish(),
    security_opt: texts.nullish(),
    read_only: flag.nullish(),
    stop_signal: text.nullish(),
    stop_grace_period: duration.nullish(),
    ulimits: ulimits.nullish(),
    sysctls: assignments.nullish(),
    devices: texts.nullish(),
    privileged: flag.nullish(),
    dns: textOrTexts.nullish(),
    hostname: text.nullish(),
    platform: text.nullish(),
    profiles: texts.nullish(),
    links: texts.nullish(),
    secrets: z.array(fileReference, { error: 'a list' }).nullish(),
    configs: z.array(fileReference, { error: 'a list' }).nullish(),
    stdin_open: flag.nullish(),
    tty: flag.nullish(),
    domainname: text.nullish(),
    dns_opt: texts.nullish(),
    dns_search: textOrTexts.nullish(),
    group_add: texts.nullish(),
    mac_address: text.nullish(),
    cpu_shares: wholeNumber.nullish(),
    cpuset: text.nullish(),
    mem_reservation: byteSize.nullish(),
    mem_swappiness: wholeNumber.nullish(),
    memswap_limit: accepted.optional(),
    pids_limit: limitNumber.nullish(),
    oom_score_adj: text.nullish(),
    oom_kill_disable: flag.nullish(),
    network_mode: text.nullish(),
    pid: text.nullish(),
    ipc: text.nullish(),
    uts: text.nullish(),
    userns_mode: text.nullish(),
    cgroup: text.nullish(),
    cgroup_parent: text.nullish(),
    device_cgroup_rules: texts.nullish(),
    storage_opt: assignments.nullish(),
    annotations: assignments.nullish(),
    logging: accepted.optional(),
    develop: accepted.optional(),
    attach: accepted.optional(),
    pull_policy: oneOf(['always', 'never', 'missing', 'if_not_present', 'build']).nullish(),
    'setup-commands': z.array(setupCommand, { error: 'a list' }).nullish(),
    'folder-destination': absolutePath.nullish(),
    'log-stdout': flag.nullish(),
    'log-stderr': flag.nullish(),
    'read-notes-stdout': flag.nullish(),
    'docker-run-args': z.array(text, { error: 'a list of strings' }).nullish(),
    'pause-after-phase': text.nullish(),
  },
  { error: 'a map' },
);
export type ServiceData = z.infer<typeof serviceSchema>;
