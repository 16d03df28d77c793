import type { Network, Service } from '../../domain/scenario.ts';
import { OWN_TARGETS } from '../../domain/target.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import { textOf } from './defined.ts';
import { startOrder } from './depends-on.ts';
import { withLinks } from './links.ts';
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
  const active = activeServices(data, scope);
  const around = { services: active.map(([key]) => key), networks, volumes: new Set(volumes), data };
  const built = active.map(([key, service]) => readService(key, service, around, scope));
  const services = withLinks(
    shareBuiltImages(
      built.map(({ service }) => service),
      data,
    ),
    data,
    scope,
  );
  checkNames(services, scope);
  checkHealth(services, scope);
  return { services: startOrder(services, scope), anonymous: built.flatMap(({ anonymous }) => anonymous) };
}

/** Compose starts a service with `profiles` only where it is asked for: here, where a step of the flow runs in it. */
function activeServices(data: ScenarioData, scope: Scope): [string, ServiceData][] {
  const used = new Set((data.flow ?? []).map((step) => textOf(step.container)));
  return Object.entries(data.services ?? {}).filter(([key, service]) => {
    const profiles = service.profiles ?? [];
    if (profiles.length === 0 || used.has(key) || used.has(textOf(service.container_name))) return true;
    const message = `"${key}" is not started, as it has profiles (${profiles.join(', ')}) and no step of the flow uses it`;
    scope.findings.warn('ignored-key', `${message}; with profiles: [] in the scenario it is`);
    return false;
  });
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
    if (OWN_TARGETS.some((own) => own === containerName)) {
      scope.findings.fault(
        place,
        `"${containerName}" is a row of its own in every report`,
        'Give the service another container_name; its key may stay.',
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
