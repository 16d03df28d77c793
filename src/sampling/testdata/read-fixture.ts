import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Environment, kernelRoots } from '../../domain/environment.ts';
import type { Target } from '../../domain/target.ts';
import type { Emission, PlannedSource, Provider } from '../provider.ts';

/** The environment of a machine in the `testdata` folder beside a test. */
export function fixtureMachine(testUrl: string, machine: string): Environment {
  return { roots: kernelRoots(fileURLToPath(new URL(`./testdata/${machine}`, testUrl))) };
}

/** Everything a provider makes of a target on a machine, read once; metrics from parts are combined. */
export function readOnce(provider: Provider, env: Environment, target: Target): Emission[] {
  const whole: Emission[] = [];
  const parts = new Map<string, Map<string, number>>();
  for (const source of provider.plan(env, target)) {
    for (const emission of parseBytes(provider, source, readAt(source))) {
      if (emission.part === undefined) whole.push(emission);
      else parts.set(emission.metric, (parts.get(emission.metric) ?? new Map()).set(emission.part, emission.value));
    }
  }
  for (const [metric, values] of parts) {
    const value = provider.combine?.(metric, values);
    if (value !== undefined) whole.push({ metric, value });
  }
  return whole;
}

/** As the recorder reads: from the offset, which for registers lies far beyond what fits into memory. */
function readAt({ path, offset, length }: PlannedSource): Uint8Array {
  const bytes = Buffer.alloc(length);
  const fd = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
  } finally {
    closeSync(fd);
  }
}

export function parseBytes(provider: Provider, source: PlannedSource, bytes: Uint8Array): Emission[] {
  const emissions: Emission[] = [];
  provider.parse(source, bytes, (emission) => emissions.push(emission));
  return emissions;
}

const CONTAINER_ID = '4b2903df048ab138f51a43e18f1b3f6c1be6242c39c3c9b1e229b7516a8134d0';

/** The container in the fixture trees, as orchestration would describe it on each machine. */
export function fixtureContainer(machine: string): Extract<Target, { kind: 'container' }> {
  const docker = `/docker/${CONTAINER_ID}`;
  const v1 = { cpu: docker, cpuacct: docker, memory: docker, blkio: docker };
  const byMachine = machine.endsWith('systemd')
    ? { v2: `/system.slice/docker-${CONTAINER_ID}.scope` }
    : machine.endsWith('cgroupfs')
      ? { v2: docker }
      : machine.endsWith('rootless')
        ? { v2: `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${CONTAINER_ID}.scope` }
        : { v1, v2: docker };
  return {
    kind: 'container',
    name: 'web',
    id: CONTAINER_ID,
    pid: 4711,
    cgroup: byMachine,
    ownNetwork: true,
    ignoreInterfaces: [],
  };
}
