import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import type { Scope } from './scope.ts';

const PORT = /^(?:(?:[\d.]+|\[[\da-fA-F:]+\]):)?(?:[\d-]*:)?\d+(?:-\d+)?(?:\/(?:tcp|udp|sctp))?$/;

/** Published ports in the engine's spelling; every one needs `--allow-unsafe`. */
export function readPorts(values: ServiceData['ports'], path: Path, scope: Scope): readonly string[] {
  return (values ?? []).flatMap((value, index) => {
    const at = [...path, index];
    const text = typeof value === 'object' ? longPort(value) : String(value);
    if (!PORT.test(text)) {
      scope.fault(at, `expected HOST:CONTAINER, got "${text}"`);
      return [];
    }
    const hint =
      'Leave it out, or write ports: [] for the service in the scenario: flows reach services over their network.';
    return scope.allows(at, `publishes the port ${text}`, hint) ? [text] : [];
  });
}

function longPort(
  port: Exclude<NonNullable<ServiceData['ports']>[number], string | number | boolean>,
): string {
  const host = port.host_ip === null || port.host_ip === undefined ? '' : `${port.host_ip}:`;
  const published = port.published === null || port.published === undefined ? '' : String(port.published);
  const front = host !== '' || published !== '' ? `${host}${published}:` : '';
  return `${front}${port.target}${port.protocol ? `/${port.protocol}` : ''}`;
}
