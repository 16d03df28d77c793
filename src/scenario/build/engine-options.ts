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
  ['domainname', 'domainname'],
  ['mac_address', 'mac-address'],
  ['cpu_shares', 'cpu-shares'],
  ['cpuset', 'cpuset-cpus'],
  ['mem_swappiness', 'memory-swappiness'],
] as const;

/** The same for keys with several texts. */
const SEVERAL = [
  ['tmpfs', 'tmpfs'],
  ['cap_drop', 'cap-drop'],
  ['dns', 'dns'],
  ['dns_opt', 'dns-option'],
  ['dns_search', 'dns-search'],
  ['group_add', 'group-add'],
] as const;

/** Those that may join what other containers or the machine have. */
const JUDGED = [
  ['ipc', 'ipc'],
  ['pid', 'pid'],
  ['uts', 'uts'],
  ['cgroup', 'cgroupns'],
  ['cgroup_parent', 'cgroup-parent'],
  ['userns_mode', 'userns'],
  ['oom_score_adj', 'oom-score-adj'],
] as const;

/** Maps of such. */
const UNSAFE_MAPS = [
  ['storage_opt', 'storage-opt'],
  ['annotations', 'annotation'],
] as const;

/** Those that reach out of the container. */
const UNSAFE = [
  ['cap_add', 'cap-add'],
  ['security_opt', 'security-opt'],
  ['devices', 'device'],
  ['device_cgroup_rules', 'device-cgroup-rule'],
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
  for (const [key, option] of JUDGED) {
    const value = textOf(data[key]);
    if (value === undefined) continue;
    if (isHarmless(option, value) || scope.allows([...path, key], `"${value}" is not allowed`))
      args.push(`--${option}=${value}`);
  }
  for (const [key, option] of UNSAFE_MAPS) {
    const values = Object.entries(readAssignments(data[key], [...path, key], scope));
    if (values.length > 0 && scope.allows([...path, key], 'not allowed'))
      args.push(...values.map(([name, value]) => `--${option}=${name}=${value}`));
  }
  if (isOn(data.oom_kill_disable) && scope.allows([...path, 'oom_kill_disable'], 'not allowed'))
    args.push('--oom-kill-disable');
  args.push(...networkMode(data, [...path, 'network_mode'], scope));
  if (isOn(data.stdin_open)) args.push('--interactive');
  if (isOn(data.tty)) args.push('--tty');
  const privileged = isOn(data.privileged);
  if (privileged && scope.allows([...path, 'privileged'], 'not allowed')) args.push('--privileged');
  if (isOn(data.init)) args.push('--init');
  if (isOn(data.read_only)) args.push('--read-only');
  const shmSize = parseByteSize(textOf(data.shm_size) ?? '');
  if (shmSize !== undefined) args.push(`--shm-size=${shmSize}`);
  const reserved = parseByteSize(textOf(data.mem_reservation) ?? '');
  if (reserved !== undefined) args.push(`--memory-reservation=${reserved}`);
  const pids = textOf(data.deploy?.resources?.limits?.pids ?? data.pids_limit);
  if (pids !== undefined) args.push(`--pids-limit=${pids}`);
  args.push(...extraHosts(data, [...path, 'extra_hosts'], scope), ...ulimits(data));
  const sysctls = readAssignments(data.sysctls, [...path, 'sysctls'], scope);
  args.push(...Object.entries(sysctls).map(([name, value]) => `--sysctl=${name}=${value}`));
  return args;
}

/** `none` is harmless; the engine's own bridge is the run's own network here, where names resolve. */
function networkMode(data: ServiceData, path: Path, scope: Scope): readonly string[] {
  const mode = textOf(data.network_mode);
  if (mode === undefined || mode === '' || mode === 'default' || mode === 'bridge') return [];
  if (data.networks !== undefined && data.networks !== null) {
    scope.fault(path, 'cannot be given together with networks', 'Leave one of them out.');
    return [];
  }
  const hint =
    'Leave it out, or write network_mode: null for the service in the scenario: services reach each other by their names.';
  if (/^(?:service|container):/.test(mode)) {
    scope.fault(path, `"${mode}": to share another container's network is not supported`, hint);
    return [];
  }
  if (!isHarmless('network', mode) && !scope.allows(path, `"${mode}" is not allowed`, hint)) return [];
  return [`--network=${mode}`];
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
