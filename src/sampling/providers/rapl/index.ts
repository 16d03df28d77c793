import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import type { Environment } from '../../../domain/environment.ts';
import type { Warning } from '../../../domain/warnings.ts';
import type { Availability, Provider } from '../../provider.ts';
import { parseEnergy } from './parse.ts';
import { type RaplZone, raplZones } from './zones.ts';

/** Energy of CPU packages and what belongs to them, as the CPU itself meters it (RAPL through powercap). */
export const rapl: Provider = {
  id: 'rapl',
  metrics: [
    {
      name: 'energy_rapl',
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: "Energy as the CPU's own meters (RAPL) count it, per domain; power supply, fans, disks and network are left out.",
    },
  ],
  probe(env) {
    const zones = raplZones(env);
    if (zones.length === 0) return noZones(env);
    const unreadable = zones.find((zone) => !isReadable(zone));
    if (unreadable === undefined)
      return isFiltered(env) ? { available: true, caveat: FILTERED } : { available: true };
    return {
      available: false,
      reason: `${unreadable.path} may be read by root only`,
      advice: `Run joulelab as root, or allow it for good: ${permissionCommand(env)}`,
    };
  },
  plan(env, target) {
    if (target.kind !== 'machine') return [];
    return raplZones(env)
      .filter(isReadable)
      .map(({ path, detail, wrapsAt }) => ({
        path,
        offset: 0,
        length: 32,
        role: 'energy',
        context: { detail, ...(wrapsAt === undefined ? {} : { wrapsAt }) },
      }));
  },
  parse(source, bytes, emit) {
    const value = parseEnergy(bytes);
    if (value === undefined || source.context?.detail === undefined) return;
    const { detail, wrapsAt } = source.context;
    emit({ metric: 'energy_rapl', detail, value, ...(wrapsAt === undefined ? {} : { wrapsAt }) });
  },
};

const FILTERED: Warning = {
  code: 'rapl-filtered',
  message:
    'The CPU has SGX switched on, so its microcode adds noise to the RAPL counters: a reading may be off by what some milliseconds take.',
};

/**
 * Whether the microcode blurs the counters against side channels. It does with SGX on, or with a bit of a register that only
 * root reads (MSR 0xBC); the kernel lists `sgx` only where the firmware has switched it on.
 * Source: Intel, "Running Average Power Limit Energy Reporting" (CVE-2020-8694, CVE-2020-8695).
 */
function isFiltered(env: Environment): boolean {
  return hasFlag(env, 'sgx');
}

/** Readable after every boot: the kernel makes the files anew with mode 0400. Tried with systemd-tmpfiles 252. */
function permissionCommand(env: Environment): string {
  const rule = `z ${env.roots.sysfs}/class/powercap/intel-rapl*:*/energy_uj 0444 - - -`;
  const file = '/etc/tmpfiles.d/joulelab.conf';
  return `echo '${rule}' | sudo tee ${file} && sudo systemd-tmpfiles --create ${file}`;
}

function isReadable(zone: RaplZone): boolean {
  try {
    accessSync(zone.path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function noZones(env: Environment): Availability {
  const reason = `${env.roots.sysfs}/class/powercap has no RAPL zone`;
  if (isVirtualMachine(env)) {
    return {
      available: false,
      reason: `${reason}: this is a virtual machine, whose hypervisor does not hand the meters on`,
      advice: 'Measure on the physical machine for metered energy; here joulelab estimates it.',
    };
  }
  if (isArm(env)) {
    return {
      available: false,
      reason: `${reason}: ARM processors have none`,
      advice:
        'Measure with hwmon (--provider hwmon), a board controller or a wall meter; else joulelab estimates.',
    };
  }
  return {
    available: false,
    reason,
    advice: 'Load the driver: sudo modprobe intel_rapl_msr (x86 since about 2012; other CPUs have no RAPL).',
  };
}

function isVirtualMachine(env: Environment): boolean {
  return hasFlag(env, 'hypervisor');
}

function isArm(env: Environment): boolean {
  const path = `${env.roots.procfs}/cpuinfo`;
  return existsSync(path) && /^CPU implementer\s*:/m.test(readFileSync(path, 'latin1'));
}

function hasFlag(env: Environment, flag: string): boolean {
  const path = `${env.roots.procfs}/cpuinfo`;
  return existsSync(path) && new RegExp(`^flags\\s*:.*\\b${flag}\\b`, 'm').test(readFileSync(path, 'latin1'));
}
