import type { Network, Service } from '../../domain/scenario.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import { startOrder } from './depends-on.ts';
import type { Scope } from './scope.ts';
import { readService } from './service.ts';

const NAME = /^[a-zA-Z0-9][\w.-]*$/;

export type Services = { readonly services: readonly Service[]; readonly anonymous: readonly string[] };

/** All services in start order, container names unique. */
export function readServices(
  data: ScenarioData,
  networks: readonly Network[],
  volumes: readonly string[],
  scope: Scope,
): Services {
  const around = { services: Object.keys(data.services ?? {}), networks, volumes: new Set(volumes) };
  const built = Object.entries(data.services ?? {}).map(([key, service]) =>
    readService(key, service, around, scope),
  );
  const services = shareBuiltImages(
    built.map(({ service }) => service),
    data,
  );
  checkNames(services, scope);
  checkHealth(services, scope);
  return { services: startOrder(services, scope), anonymous: built.flatMap(({ anonymous }) => anonymous) };
}

/** A service whose `image` is the one that another builds runs what that one built. */
function shareBuiltImages(services: readonly Service[], data: ScenarioData): readonly Service[] {
  const builders = new Map(
    services
      .filter((service) => service.build !== undefined)
      .map((service) => [String(data.services?.[service.key]?.image ?? ''), service.image]),
  );
  return services.map((service) => {
    const image = service.build === undefined ? builders.get(service.image) : undefined;
    return image === undefined ? service : { ...service, image };
  });
}

function checkNames(services: readonly Service[], scope: Scope): void {
  const owners = new Map(services.map((service) => [service.key, service.key]));
  for (const { key, containerName } of services) {
    const path = containerName === key ? ['services', key] : ['services', key, 'container_name'];
    const place = containerName === key ? scope.keyPlace(path) : scope.place(path);
    if (!NAME.test(containerName)) {
      scope.findings.fault(
        place,
        `"${containerName}" is no name of a container`,
        'Use letters, digits and _ . -',
      );
    }
    const owner = owners.get(containerName);
    if (owner !== undefined && owner !== key) {
      scope.findings.fault(place, `the name "${containerName}" belongs to the service "${owner}" already`);
    }
    owners.set(containerName, key);
  }
}

function checkHealth(services: readonly Service[], scope: Scope): void {
  for (const { key, dependsOn } of services) {
    for (const { service, condition } of dependsOn) {
      const needed = services.find((other) => other.key === service);
      if (condition !== 'service_healthy' || needed?.healthcheck?.disable !== true) continue;
      const place = scope.keyPlace(['services', key, 'depends_on', service]);
      scope.findings.fault(
        place,
        `"${key}" waits for "${service}" to be healthy, but its healthcheck is disabled`,
      );
    }
  }
}
