import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, hostname, release, totalmem } from 'node:os';
import type { Environment } from '../domain/environment.ts';
import type { MachineFacts } from '../domain/run.ts';
import { cgroupKind } from './cgroup-files.ts';

/** DMI product and vendor names of the common hypervisors, for machines whose CPU does not say it (ARM). */
const VIRTUAL_HARDWARE =
  /\b(qemu|kvm|vmware|virtualbox|bochs|xen|hvm domu|amazon ec2|google compute engine|virtual machine|openstack)\b/i;

/**
 * Facts about the machine from its kernel files; what they do not tell is left out.
 * Sources: proc_cpuinfo(5), proc_meminfo(5), proc_sys_kernel(5), kernel's sysfs-firmware-dmi.
 */
export async function readMachineFacts(env: Environment): Promise<MachineFacts> {
  const { procfs, sysfs } = env.roots;
  const cpuinfo = readText(`${procfs}/cpuinfo`) ?? '';
  const base = /^\d+$/.exec(readText(`${sysfs}/devices/system/cpu/cpu0/cpufreq/base_frequency`) ?? '')?.[0];
  const memoryKb = /^MemTotal:\s+(\d+) kB$/m.exec(readText(`${procfs}/meminfo`) ?? '')?.[1];
  const dmi = (name: string): string => readText(`${sysfs}/class/dmi/id/${name}`) ?? '';
  const vendor = dmi('sys_vendor');
  return {
    hostname: readText(`${procfs}/sys/kernel/hostname`) ?? hostname(),
    kernel: readText(`${procfs}/sys/kernel/osrelease`) ?? release(),
    ...(vendor === '' ? {} : { vendor }),
    ...parseCpuinfo(cpuinfo),
    ...(base === undefined ? {} : { cpuMhz: Number(base) / 1000 }),
    memoryBytes: memoryKb === undefined ? totalmem() : Number(memoryKb) * 1024,
    virtualMachine:
      /^flags\s*:.*\bhypervisor\b/m.test(cpuinfo) ||
      VIRTUAL_HARDWARE.test(`${dmi('product_name')} ${vendor}`),
    cgroup: cgroupKind(env),
  };
}

/** What /proc/cpuinfo tells of the CPU. Chips and cores are absent on architectures that do not list them. */
export function parseCpuinfo(text: string): CpuFacts {
  const blocks = text.split(/\n\s*\n/).filter((block) => /^processor\s*:/m.test(block));
  const first = blocks[0] ?? '';
  const model = field(first, 'model name');
  const mhz = nominalMhz(model) ?? positive(field(first, 'cpu MHz'));
  const chips = new Set(blocks.flatMap((block) => field(block, 'physical id') ?? []));
  const cores = new Set(blocks.flatMap((block) => coreKey(block) ?? []));
  const vendor = cpuVendor(text);
  return {
    ...(model === undefined ? {} : { cpuModel: model }),
    ...(mhz === undefined ? {} : { cpuMhz: mhz }),
    ...(vendor === undefined ? {} : { cpuVendor: vendor }),
    ...(chips.size === 0 ? {} : { chips: chips.size }),
    ...(cores.size === 0 ? {} : { cores: cores.size }),
    threads: blocks.length === 0 ? availableParallelism() : blocks.length,
  };
}

type CpuFacts = Pick<MachineFacts, 'cpuModel' | 'cpuMhz' | 'cpuVendor' | 'chips' | 'cores' | 'threads'>;

/** Intel writes the nominal frequency into the name; `cpu MHz` is what the core happens to run at. */
function nominalMhz(model: string | undefined): number | undefined {
  const gigahertz = /@ ([0-9.]+)GHz/.exec(model ?? '')?.[1];
  return gigahertz === undefined ? undefined : Math.round(Number(gigahertz) * 1000);
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function coreKey(block: string): string | undefined {
  const chip = field(block, 'physical id');
  const core = field(block, 'core id');
  return chip === undefined || core === undefined ? undefined : `${chip}/${core}`;
}

function cpuVendor(text: string): MachineFacts['cpuVendor'] {
  if (field(text, 'CPU implementer') !== undefined) return 'arm';
  const vendor = field(text, 'vendor_id');
  if (vendor === 'GenuineIntel') return 'intel';
  if (vendor === 'AuthenticAMD') return 'amd';
  return vendor === undefined ? undefined : 'other';
}

function field(text: string, name: string): string | undefined {
  const value = new RegExp(`^${name}\\s*: *(.*)$`, 'm').exec(text)?.[1]?.trim();
  return value === '' ? undefined : value;
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}
