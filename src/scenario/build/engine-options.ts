import { isHarmless } from '../safety/docker-flags.ts';
import { isOn } from '../schema/scalars.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { parseByteSize } from '../values/byte-size.ts';
import { readAssignments } from './assignments.ts';
import { textOf } from './defined.ts';
import type { Scope } from './scope.ts';
import { readTexts } from './words.ts';

/** Compose keys that are an option of the engine with one text. */
const SINGLE = [
  ['user', 'user'],
  ['working_dir', 'workdir'],
  ['stop_signal', 'stop-signal'],
  ['hostname', 'hostname'],
  ['platform', 'platform'],
] as const;

/** The same for keys with several texts. */
const SEVERAL = [
  ['tmpfs', 'tmpfs'],
  ['cap_drop', 'cap-drop'],
  ['dns', 'dns'],
] as const;

/** Those that reach out of the container. */
const UNSAFE = [
  ['cap_add', 'cap-add'],
  ['security_opt', 'security-opt'],
  ['devices', 'device'],
] as const;

/** The engine options for all keys that map to one, judged by the safety rules. */
export function readEngineOptions(data: ServiceData, path: Path, scope: Scope): readonly string[] {
  const args: string[] = [];
  for (const [key, option] of SINGLE) {
    const value = textOf(data[key]);
    if (value !== undefined && value !== '') args.push(`--${option}=${value}`);
  }
  for (const [key, option] of SEVERAL) {
    args.push(...readTexts(data[key]).map((value) => `--${option}=${value}`));
  }
  for (const [key, option] of UNSAFE) {
    for (const [index, value] of readTexts(data[key]).entries()) {
      const harmless = isHarmless(option, value);
      if (!harmless && !scope.allows([...path, key, index], `"${value}" is not allowed`)) continue;
      args.push(`--${option}=${value}`);
    }
  }
  const privileged = isOn(data.privileged);
  if (privileged && scope.allows([...path, 'privileged'], 'not allowed')) args.push('--privileged');
  if (isOn(data.init)) args.push('--init');
  if (isOn(data.read_only)) args.push('--read-only');
  const shmSize = parseByteSize(textOf(data.shm_size) ?? '');
  if (shmSize !== undefined) args.push(`--shm-size=${shmSize}`);
  const pids = textOf(data.deploy?.resources?.limits?.pids);
  if (pids !== undefined) args.push(`--pids-limit=${pids}`);
  args.push(...extraHosts(data, [...path, 'extra_hosts'], scope), ...ulimits(data));
  const sysctls = readAssignments(data.sysctls, [...path, 'sysctls'], scope);
  args.push(...Object.entries(sysctls).map(([name, value]) => `--sysctl=${name}=${value}`));
  return args;
}

function extraHosts(data: ServiceData, path: Path, scope: Scope): readonly string[] {
  const hosts = data.extra_hosts;
  if (hosts === null || hosts === undefined) return [];
  const lines = Array.isArray(hosts)
    ? hosts.map((host) => String(host).replace('=', ':'))
    : Object.entries(hosts).map(([name, address]) => `${name}:${String(address ?? '')}`);
  return lines.flatMap((line, index) => {
    if (/^[^:\s]+:\S+$/.test(line)) return [`--add-host=${line}`];
    scope.fault([...path, index], `expected NAME:ADDRESS, got "${line}"`);
    return [];
  });
}

function ulimits(data: ServiceData): readonly string[] {
  return Object.entries(data.ulimits ?? {}).map(([name, limit]) =>
    typeof limit === 'object' ? `--ulimit=${name}=${limit.soft}:${limit.hard}` : `--ulimit=${name}=${limit}`,
  );
}
