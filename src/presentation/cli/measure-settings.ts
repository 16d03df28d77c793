import { FULL_SETTINGS, QUICK_SETTINGS, type Settings } from '../../domain/settings.ts';

/** Options of `run` and `exec` that end up in the settings, as commander names them. */
export type SettingFlags = {
  readonly quick?: boolean;
  readonly interval?: number;
  readonly sampling?: Settings['sampling'];
  readonly baseline?: number;
  readonly idle?: number;
  readonly pause?: number;
  readonly bootTimeout?: number;
  readonly flowTimeout?: number;
  readonly commandTimeout?: number;
  readonly playwrightTimeout?: number;
  readonly timeout?: number;
  readonly pull?: Settings['pull'];
  /** Commander's form of `--no-cache`. */
  readonly cache?: boolean;
  readonly allowUnsafe?: boolean;
  readonly skipUnsafe?: boolean;
  readonly allowRunArg?: readonly string[];
  readonly idleWatts?: number;
  readonly maxWatts?: number;
  readonly provider?: readonly string[];
};

/** Settings of a scenario run: quick or full, with what was given on top. */
export function scenarioSettings(flags: SettingFlags): Settings {
  const base = flags.quick === true ? QUICK_SETTINGS : FULL_SETTINGS;
  return {
    ...base,
    intervalMs: flags.interval ?? base.intervalMs,
    sampling: flags.sampling ?? 'on',
    baselineMs: flags.baseline ?? base.baselineMs,
    idleMs: flags.idle ?? base.idleMs,
    pauseMs: flags.pause ?? base.pauseMs,
    bootTimeoutMs: flags.bootTimeout ?? base.bootTimeoutMs,
    flowTimeoutMs: flags.flowTimeout ?? base.flowTimeoutMs,
    ...(flags.commandTimeout === undefined ? {} : { commandTimeoutMs: flags.commandTimeout }),
    totalTimeoutMs: flags.timeout ?? base.totalTimeoutMs,
    ...(flags.playwrightTimeout === undefined ? {} : { playwrightTimeoutMs: flags.playwrightTimeout }),
    pull: flags.pull ?? base.pull,
    noCache: flags.cache === false,
    allowUnsafe: flags.allowUnsafe ?? false,
    skipUnsafe: flags.skipUnsafe ?? false,
    ...(flags.allowRunArg === undefined ? {} : { allowedRunArgs: flags.allowRunArg }),
    ...readings(flags),
    ...(flags.provider === undefined ? {} : { providers: flags.provider }),
  };
}

/** Settings of `exec`: the command alone, with no baseline, no pause and no time limit unless asked for. */
export function commandSettings(flags: SettingFlags): Settings {
  return {
    ...FULL_SETTINGS,
    intervalMs: flags.interval ?? FULL_SETTINGS.intervalMs,
    sampling: flags.sampling ?? 'on',
    baselineMs: flags.baseline ?? 0,
    idleMs: 0,
    pauseMs: 0,
    totalTimeoutMs: flags.timeout ?? 0,
    ...readings(flags),
    ...(flags.provider === undefined ? {} : { providers: flags.provider }),
  };
}

function readings({ idleWatts, maxWatts }: SettingFlags): Pick<Settings, 'idleWatts' | 'maxWatts'> {
  return {
    ...(idleWatts === undefined ? {} : { idleWatts }),
    ...(maxWatts === undefined ? {} : { maxWatts }),
  };
}
