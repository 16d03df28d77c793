import type { Service } from '../../domain/scenario.ts';
import { didYouMean } from '../nearest.ts';
import type { ScenarioData } from '../schema/scenario-schema.ts';
import type { Scope } from './scope.ts';

/**
 * Compose's `links: [SERVICE:ALIAS]`: the linked service starts first, and is found under the alias too, in every network
 * that it is in.
 */
export function withLinks(
  services: readonly Service[],
  data: ScenarioData,
  scope: Scope,
): readonly Service[] {
  const keys = services.map(({ key }) => key);
  const links = services.flatMap(({ key }) =>
    (data.services?.[key]?.links ?? []).flatMap((link, index) => {
      const [target = '', alias] = String(link).split(':');
      if (keys.includes(target)) return [{ from: key, target, alias }];
      const hint = didYouMean(target, keys) ?? `There are: ${keys.join(', ')}.`;
      scope.fault(['services', key, 'links', index], `there is no service "${target}"`, hint);
      return [];
    }),
  );
  return services.map((service) => {
    const needed = links
      .filter(
        ({ from, target }) =>
          from === service.key && !service.dependsOn.some((one) => one.service === target),
      )
      .map(({ target }) => ({ service: target, condition: 'service_started' as const }));
    const aliases = links.flatMap(({ target, alias }) => (target === service.key ? (alias ?? []) : []));
    return {
      ...service,
      dependsOn: [...service.dependsOn, ...needed],
      networks: aliases.length === 0 ? service.networks : withAliases(service.networks, aliases),
    };
  });
}

function withAliases(networks: Service['networks'], aliases: readonly string[]): Service['networks'] {
  const joined = networks.length === 0 ? [{ name: 'default', aliases: [] }] : networks;
  return joined.map((network) => ({ ...network, aliases: [...network.aliases, ...aliases] }));
}
