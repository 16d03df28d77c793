import type { Service } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import { isOn } from '../schema/scalars.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import type { Scope } from './scope.ts';
import type { Surroundings } from './service.ts';

type DependsOn = Service['dependsOn'];

/** The key `depends_on` in both forms; an unknown service is a fault. */
export function readDependsOn(
  value: ServiceData['depends_on'],
  path: Path,
  { services, data }: Pick<Surroundings, 'services' | 'data'>,
  scope: Scope,
): DependsOn {
  if (value === null || value === undefined) return [];
  const all = Object.keys(data.services ?? {});
  const wanted = Array.isArray(value)
    ? value.map((name, index) => ({
        service: String(name),
        step: index,
        condition: 'service_started' as const,
        isRequired: true,
      }))
    : Object.entries(value).map(([service, facts]) => ({
        service,
        step: service,
        condition: facts?.condition ?? ('service_started' as const),
        isRequired: isOn(facts?.required ?? true),
      }));
  return wanted
    .filter(({ service, step, isRequired }) => {
      if (services.includes(service)) return true;
      if (!isRequired || scope.isFaulty(['services', service])) return false;
      const hint = all.includes(service)
        ? `It has profiles and is not started: write profiles: [] for "${service}" in the scenario.`
        : (didYouMean(service, services) ?? `There are: ${services.join(', ')}.`);
      scope.findings.fault(
        scope.keyPlace([...path, step]),
        `${scope.label(path)}: there is no service "${service}"`,
        hint,
      );
      return false;
    })
    .map(({ service, condition }) => ({ service, condition }));
}

/** Services so that each comes after all that it depends on, else in the order of the file; a cycle is a fault. */
export function startOrder(services: readonly Service[], scope: Scope): readonly Service[] {
  const byKey = new Map(services.map((service) => [service.key, service]));
  const ordered: Service[] = [];
  const done = new Set<string>();
  const visit = (service: Service, way: readonly string[]): void => {
    if (done.has(service.key)) return;
    const begin = way.indexOf(service.key);
    if (begin >= 0) {
      const cycle = [...way.slice(begin), service.key].join(' → ');
      const at = ['services', way.at(-1) ?? service.key, 'depends_on'];
      return scope.findings.fault(scope.keyPlace(at), `depends_on goes round in a circle: ${cycle}`);
    }
    for (const { service: key } of service.dependsOn) {
      const next = byKey.get(key);
      if (next !== undefined) visit(next, [...way, service.key]);
    }
    done.add(service.key);
    ordered.push(service);
  };
  for (const service of services) visit(service, []);
  return ordered;
}
