import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A machine's kernel files by path; a number map is a register file, sparse as registers lie. */
type Files = Readonly<Record<string, string | ReadonlyMap<number, bigint>>>;

const ID = '4b2903df048ab138f51a43e18f1b3f6c1be6242c39c3c9b1e229b7516a8134d0';
const PRESSURE =
  'some avg10=1.53 avg60=0.87 avg300=0.27 total=12200431\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=4711\n';

/**
 * Machines of several makes, each with a container in the cgroups of one version and driver: names end as `fixtureContainer` wants.
 * None is recorded: written from the kernel's documentation (proc.rst, iostats.rst, cgroup-v1/, cgroup-v2.rst, accounting/psi.rst,
 * power/powercap/powercap.rst, ABI/testing/sysfs-devices-system-cpu), and for registers from Intel's SDM and AMD's PPR. Recorded machines are
 * in the `testdata` of the providers.
 */
export const MACHINES: Readonly<Record<string, Files>> = {
  'intel-two-sockets-v1': {
    ...machine({ cpus: 4, chips: 2, disk: 'sda 8:0' }),
    ...frequencies(4),
    ...cgroupV1('cpu,cpuacct', '8:0'),
    ...cpuinfo('GenuineIntel', 6, 0x55),
    ...powercap(0),
    ...powercap(1),
    'dev/cpu/0/msr': intelRegisters(),
    'dev/cpu/2/msr': intelRegisters(),
  },
  'vm-hybrid': {
    ...machine({ cpus: 2, chips: 1, disk: 'vda 254:0' }),
    ...cgroupV1('cpu', '254:0'),
    ...cgroupV1('cpuacct', '254:0'),
    'sys/fs/cgroup/unified/cgroup.controllers': '\n',
    ...cpuinfo('GenuineIntel', 6, 0x6a),
  },
  'intel-one-socket-v2-systemd': {
    ...machine({ cpus: 4, chips: 1, disk: 'nvme0n1 259:0' }),
    ...frequencies(4),
    ...pressure('proc/pressure/'),
    ...cgroupV2('259:0', `system.slice/docker-${ID}.scope`, 'cpuset cpu io memory hugetlb pids'),
    ...cpuinfo('GenuineIntel', 6, 0x9e),
    ...powercap(0),
  },
  'amd-v2-cgroupfs': {
    ...machine({ cpus: 4, chips: 1, disk: 'nvme0n1 259:0' }),
    ...frequencies(4),
    ...pressure('proc/pressure/'),
    ...cgroupV2('259:0', `docker/${ID}`, 'cpuset cpu io memory hugetlb pids'),
    ...cpuinfo('AuthenticAMD', 25, 1),
    ...powercap(0),
    // Written in this order the second overlays the upper bytes of the first, which hold nothing that is read.
    'dev/cpu/0/msr': new Map([
      [0xc0010299, 0xa1003n],
      [0xc001029b, 0x12345678n],
    ]),
  },
  // The machine has the io controller, and did not delegate it to the user.
  'arm64-v2-rootless': {
    ...machine({ cpus: 4, chips: 1, disk: 'mmcblk0 179:0' }),
    ...frequencies(4),
    ...cgroupV2(
      '179:0',
      `user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`,
      'cpuset cpu io memory hugetlb pids',
      ['cpu.stat', 'memory.current', 'memory.stat'],
    ),
    'proc/cpuinfo': 'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd08\n',
  },
};

/** Writes a machine into a folder. */
export function writeMachine(folder: string, name: string): void {
  for (const [path, content] of Object.entries(MACHINES[name] ?? {})) {
    const file = `${folder}/${path}`;
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else writeRegisters(file, content);
  }
}

function writeRegisters(file: string, registers: ReadonlyMap<number, bigint>): void {
  const fd = openSync(file, 'w');
  for (const [register, value] of registers) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    writeSync(fd, bytes, 0, 8, register);
  }
  closeSync(fd);
}

function machine({ cpus, chips, disk }: { cpus: number; chips: number; disk: string }): Files {
  const [name = '', number = ''] = disk.split(' ');
  const numbers = Array.from({ length: cpus }, (_, index) => index);
  const line = (cpu: string): string => `cpu${cpu} 10132153 290696 3084719 46828483 16683 0 25195 7 0 0\n`;
  const network = (sent: number): string =>
    `Inter-|   Receive  |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets\n    lo: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n  eth0: 736000 800 0 0 0 0 0 0 ${sent} 700 0 0 0 0 0 0\n`;
  return {
    'proc/stat': `${line(' ')}${numbers.map((cpu) => line(String(cpu))).join('')}intr 1462898\n`,
    'proc/meminfo': 'MemTotal:       16384000 kB\nMemFree:         4096000 kB\nMemAvailable:   12288000 kB\n',
    'proc/diskstats': `   ${number.replace(':', '       ')} ${name} 4011 120 301234 812 9321 402 912340 7712 0 4012 8524\n`,
    'proc/net/dev': network(512000),
    'proc/4711/net/dev': network(256000),
    'sys/class/net/eth0/device/vendor': '0x8086\n',
    [`sys/block/${name}/dev`]: `${number}\n`,
    [`sys/block/${name}/device/model`]: 'Disk\n',
    ...Object.fromEntries(
      numbers.flatMap((cpu) => {
        const folder = `sys/devices/system/cpu/cpu${cpu}/topology`;
        const chip = Math.floor((cpu * chips) / cpus);
        return [
          [`${folder}/core_id`, `${cpu}\n`],
          [`${folder}/physical_package_id`, `${chip}\n`],
        ];
      }),
    ),
  };
}

function frequencies(cpus: number): Files {
  return Object.fromEntries(
    Array.from({ length: cpus }, (_, cpu) => [
      `sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`,
      `${1_800_000 + cpu}\n`,
    ]),
  );
}

function cpuinfo(vendor: string, family: number, model: number): Files {
  return {
    'proc/cpuinfo': `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: a CPU\n`,
  };
}

function powercap(chip: number): Files {
  const zone = `sys/class/powercap/intel-rapl:${chip}`;
  return {
    [`${zone}/name`]: `package-${chip}\n`,
    [`${zone}/energy_uj`]: '118812345678\n',
    [`${zone}/max_energy_range_uj`]: '262143328850\n',
  };
}

function intelRegisters(): ReadonlyMap<number, bigint> {
  return new Map([
    [0x606, 0xa0e03n],
    [0x611, 0x12345678n],
    [0x619, 0x345678n],
  ]);
}

function pressure(prefix: string, suffix = ''): Files {
  return Object.fromEntries(['cpu', 'io', 'memory'].map((name) => [`${prefix}${name}${suffix}`, PRESSURE]));
}

/** One controller's tree of cgroup v1, and with the CPU's those of memory and disks. */
function cgroupV1(tree: string, disk: string): Files {
  const at = (controller: string, file: string): string => `sys/fs/cgroup/${controller}/docker/${ID}/${file}`;
  const disks = `${disk} Read 8417280\n${disk} Write 8400896\n${disk} Total 16818176\nTotal 16818176\n`;
  return {
    ...(tree === 'cpu' ? {} : { [at(tree, 'cpuacct.usage')]: '812345678901\n' }),
    ...(tree === 'cpuacct'
      ? {}
      : { [at(tree, 'cpu.stat')]: 'nr_periods 412\nnr_throttled 37\nthrottled_time 1234567890\n' }),
    [at('memory', 'memory.usage_in_bytes')]: '104857600\n',
    [at('memory', 'memory.stat')]: 'cache 41943040\nrss 52428800\ntotal_cache 41943040\ntotal_inactive_file 31457280\n',
    [at('blkio', 'blkio.throttle.io_service_bytes')]: disks,
    [at('blkio', 'blkio.throttle.io_service_bytes_recursive')]: disks,
    'sys/fs/cgroup/blkio/blkio.throttle.io_service_bytes_recursive': disks,
  };
}

function cgroupV2(disk: string, cgroup: string, controllers: string, only?: readonly string[]): Files {
  const files: Readonly<Record<string, string>> = {
    'cpu.stat':
      'usage_usec 812345678\nuser_usec 712345678\nsystem_usec 100000000\nnr_periods 412\nnr_throttled 37\nthrottled_usec 1234567\n',
    'memory.current': '104857600\n',
    'memory.stat': 'anon 52428800\nfile 41943040\ninactive_file 31457280\n',
    'io.stat': `${disk} rbytes=1048576 wbytes=8388608 rios=16 wios=12 dbytes=0 dios=0\n`,
    ...(pressure('', '.pressure') as Readonly<Record<string, string>>),
  };
  const found = Object.entries(files).filter(([name]) => only === undefined || only.includes(name));
  return {
    'sys/fs/cgroup/cgroup.controllers': `${controllers}\n`,
    ...Object.fromEntries(found.map(([name, text]) => [`sys/fs/cgroup/${cgroup}/${name}`, text])),
  };
}
