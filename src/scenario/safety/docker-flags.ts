/**
 * What joulelab does with each option of the engine's `create`/`run` in `docker-run-args`:
 *
 * - `pass`: harmless to the machine, put on the engine's command line as it is
 * - `unsafe`: reaches out of the container, only with `--allow-unsafe`
 * - `judge`: depends on the value, see {@link isHarmless}
 * - `mount`, `mount-csv`, `runtime`, `cpus`, `memory`, `env`, `label`: has a key of its own in a service, is read like it
 * - `own`: joulelab sets it itself and cannot work otherwise
 * - `ignored`: has no effect on what is measured, or joulelab does it anyway
 *
 * What is not in the table is refused: a new engine may bring options that open the machine.
 */
const RULES = [
  'pass',
  'unsafe',
  'judge',
  'mount',
  'mount-csv',
  'runtime',
  'cpus',
  'memory',
  'env',
  'label',
  'own',
  'ignored',
] as const;
export type FlagRule = (typeof RULES)[number];

export type Flag = {
  readonly name: string;
  readonly short?: string;
  readonly takesValue: boolean;
  readonly rule: FlagRule;
};

/** `name/short` where it has a short form, `name!` where it takes no value, `a=b` where a is another name of b. */
const TABLE: Readonly<Record<FlagRule, string>> = {
  pass: `
    add-host blkio-weight blkio-weight-device cap-drop cpu-shares/c cpuset-cpus
    cpuset-mems device-read-bps device-read-iops device-write-bps device-write-iops dns dns-option dns-search
    domainname expose group-add health-cmd health-interval health-retries health-start-interval
    health-start-period health-timeout hostname/h init! interactive/i! ip ip6 link-local-ip mac-address
    memory-reservation memory-swappiness network-alias no-healthcheck! pids-limit platform read-only! shm-size
    stop-signal stop-timeout sysctl tmpfs tty/t! ulimit user/u workdir/w`,
  unsafe: `
    annotation cap-add cgroup-parent cidfile cpu-rt-period cpu-rt-runtime device device-cgroup-rule env-file gpus label-file
    link log-driver log-opt oom-kill-disable! privileged! publish/p publish-all/P! storage-opt
    use-api-socket! userns volume-driver volumes-from`,
  judge: 'cgroupns ipc network oom-score-adj pid security-opt uts',
  mount: 'volume/v',
  'mount-csv': 'mount',
  runtime: 'runtime',
  cpus: 'cpus',
  memory: 'memory/m',
  env: 'env/e',
  label: 'label/l',
  own: 'attach/a cpu-period cpu-quota entrypoint name',
  ignored:
    'detach/d! detach-keys disable-content-trust! kernel-memory memory-swap pull quiet/q! restart rm! sig-proxy!',
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  net: 'network',
  'net-alias': 'network-alias',
  'dns-opt': 'dns-option',
};

const FLAGS: readonly Flag[] = RULES.flatMap((rule) =>
  TABLE[rule]
    .trim()
    .split(/\s+/)
    .map((entry): Flag => {
      const [name = '', short] = entry.replace('!', '').split('/');
      const common = { name, takesValue: !entry.endsWith('!'), rule };
      return short === undefined ? common : { ...common, short };
    }),
);

const BY_NAME = new Map(FLAGS.map((flag) => [flag.name, flag]));
const BY_SHORT = new Map(
  FLAGS.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const])),
);

/** The flag `--NAME`; the engine knows no abbreviations. */
export function flagByName(name: string): Flag | undefined {
  return BY_NAME.get(OTHER_NAMES[name] ?? name);
}

/** The flag `-X`. */
export function flagByShort(letter: string): Flag | undefined {
  return BY_SHORT.get(letter);
}

export function flagNames(): readonly string[] {
  return FLAGS.map((flag) => flag.name);
}

const HARMLESS: Readonly<Record<string, RegExp>> = {
  cgroupns: /^private$/,
  network: /^none$/,
  ipc: /^(?:none|private|shareable)$/,
  'oom-score-adj': /^\+?\d+$/,
  pid: /^$/,
  'security-opt': /^no-new-privileges(?:[:=]true)?$/,
  uts: /^$/,
};

/** Whether a `judge` flag stays within the container with this value. */
export function isHarmless(name: string, value: string): boolean {
  return HARMLESS[name]?.test(value) ?? false;
}
