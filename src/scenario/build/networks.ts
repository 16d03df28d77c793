import type { Network, Service } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import { isOn } from '../schema/scalars.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

const NAME = /^[a-zA-Z0-9][\w.-]*$/;
/** The engine's own: to join `host` is to leave the container. */
const ENGINE_NETWORKS = new Set(['host', 'none', 'bridge']);

/** The key `networks` at the top, list or map. */
export function readNetworks(data: ScenarioData, scope: Scope): readonly Network[] {
  const networks = data.networks ?? [];
  const declared = Array.isArray(networks)
    ? networks.map((name, index) => ({
        name: String(name),
        internal: false,
        subnet: undefined,
        step: index,
      }))
    : Object.entries(networks).map(([name, facts]) => ({
        name,
        internal: isOn(facts?.internal),
        subnet: readSubnet(facts?.ipam?.config ?? [], ['networks', name, 'ipam', 'config'], scope),
        step: name,
      }));
  return declared.flatMap(({ name, internal, subnet, step }) => {
    const place = scope.keyPlace(['networks', step]);
    if (ENGINE_NETWORKS.has(name)) {
      scope.findings.fault(place, `networks: "${name}" is the engine's own network`, 'Choose another name.');
    } else if (!NAME.test(name)) scope.findings.fault(place, `networks: "${name}" is no name of a network`);
    else return [defined({ name, internal, subnet })];
    return [];
  });
}

/** The first IPv4 subnet of `ipam`; others have no effect. */
function readSubnet(
  configs: readonly { readonly subnet?: string | number | boolean | null | undefined }[],
  path: Path,
  scope: Scope,
): string | undefined {
  const subnets = configs.flatMap((config) => textOf(config.subnet) ?? []);
  const chosen = subnets.find((subnet) => !subnet.includes(':'));
  for (const subnet of subnets.filter((other) => other !== chosen)) {
    const message = `the subnet ${subnet} in ${scope.label(path)} has no effect: a network has one IPv4 subnet`;
    scope.findings.warn('ignored-key', message);
  }
  return chosen;
}

/** The key `networks` of a service; every network must be declared at the top, but for Compose's `default`. */
export function readServiceNetworks(
  value: ServiceData['networks'],
  path: Path,
  declared: readonly Network[],
  scope: Scope,
): Service['networks'] {
  const wanted = Array.isArray(value)
    ? value.map((name, index) => ({ name: String(name), step: index, facts: undefined }))
    : Object.entries(value ?? {}).map(([name, facts]) => ({ name, step: name, facts: facts ?? undefined }));
  const names = [...declared.map((network) => network.name), 'default'];
  return wanted.flatMap(({ name, step, facts }) => {
    if (!names.includes(name)) {
      const place = scope.keyPlace([...path, step]);
      const hint = didYouMean(name, names) ?? `Declare it at the top: networks: [${name}].`;
      scope.findings.fault(place, `${scope.label(path)}: there is no network "${name}"`, hint);
      return [];
    }
    const aliases = (facts?.aliases ?? []).map(String);
    return [defined({ name, aliases, ipv4Address: textOf(facts?.ipv4_address) })];
  });
}

/** Names of the key `volumes` at the top. */
export function readVolumes(data: ScenarioData, scope: Scope): readonly string[] {
  const volumes = data.volumes ?? [];
  const names = Array.isArray(volumes) ? volumes.map(String) : Object.keys(volumes);
  return names.filter((name, index) => {
    if (NAME.test(name)) return true;
    const step = Array.isArray(volumes) ? index : name;
    scope.findings.fault(scope.keyPlace(['volumes', step]), `volumes: "${name}" is no name of a volume`);
    return false;
  });
}
