import type { Mount } from '../../domain/scenario.ts';
import type { Path } from '../source/tree.ts';
import { addLong } from './mounts.ts';
import type { Scope } from './scope.ts';

const OTHER_NAMES: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
};

/** `--mount type=bind,source=…,target=…,readonly`: the same as the long form of `volumes`. */
export function addMountOption(
  text: string,
  path: Path,
  service: string,
  volumes: ReadonlySet<string>,
  scope: Scope,
  draft: { mounts: Mount[]; engineArgs: string[]; anonymous: string[] },
): void {
  const fields = new Map(
    text.split(',').map((field) => {
      const sign = field.indexOf('=');
      const name = (sign < 0 ? field : field.slice(0, sign)).toLowerCase();
      return [OTHER_NAMES[name] ?? name, sign < 0 ? 'true' : field.slice(sign + 1)] as const;
    }),
  );
  const { type = 'volume', source, target, readonly, ...others } = Object.fromEntries(fields);
  const [other] = Object.keys(others);
  // Among them is `volume-opt`, with which a volume can show any folder of the machine.
  if (other !== undefined)
    return scope.fault(path, `--mount: "${other}" is not supported`, 'Use the key volumes.');
  if (type !== 'bind' && type !== 'volume' && type !== 'tmpfs') {
    return scope.fault(path, `--mount: expected type=bind, volume or tmpfs, got "${type}"`);
  }
  if (target === undefined) return scope.fault(path, '--mount: there is no target');
  const isReadOnly = readonly === undefined ? undefined : !/^(?:false|0)$/i.test(readonly);
  addLong({ type, source, target, read_only: isReadOnly }, path, service, volumes, scope, draft);
}
