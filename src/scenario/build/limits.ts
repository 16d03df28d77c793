import type { Limits } from '../../domain/scenario.ts';
import type { ServiceData } from '../schema/service-schema.ts';
import type { Path } from '../source/tree.ts';
import { parseByteSize } from '../values/byte-size.ts';
import { defined, textOf } from './defined.ts';
import type { Scope } from './scope.ts';

/** The engine refuses less. */
const MIN_MEMORY_BYTES = 6 * 1024 * 1024;

type Claim = { readonly value: number; readonly path: Path; readonly text: string };
/** `--cpus` and `--memory` of docker-run-args. */
export type LimitArguments = { readonly cpus?: Claim; readonly memory?: Claim };

/** CPU and memory limits; where several keys give one they must agree. */
export function readLimits(data: ServiceData, path: Path, args: LimitArguments, scope: Scope): Limits {
  const limits = data.deploy?.resources?.limits;
  const limitsPath = [...path, 'deploy', 'resources', 'limits'];
  const cpus = agreed(
    'cpus',
    [
      claim(data.cpus, [...path, 'cpus'], Number),
      claim(limits?.cpus, [...limitsPath, 'cpus'], Number),
      args.cpus,
    ],
    scope,
  );
  const memory = agreed(
    'memory',
    [
      claim(data.mem_limit, [...path, 'mem_limit'], parseByteSize),
      claim(limits?.memory, [...limitsPath, 'memory'], parseByteSize),
      args.memory,
    ],
    scope,
  );
  if (memory !== undefined && memory.value < MIN_MEMORY_BYTES) {
    scope.fault(memory.path, `a memory limit of ${memory.text} is below the engine's minimum of 6M`);
  }
  return defined({ cpus: cpus?.value, memoryBytes: memory?.value });
}

function claim(
  value: string | number | boolean | null | undefined,
  path: Path,
  parse: (text: string) => number | undefined,
): Claim | undefined {
  const text = textOf(value);
  const parsed = text === undefined ? undefined : parse(text);
  return text === undefined || parsed === undefined ? undefined : { value: parsed, path, text };
}

function agreed(what: string, claims: readonly (Claim | undefined)[], scope: Scope): Claim | undefined {
  const [first, ...others] = claims.filter((one) => one !== undefined);
  for (const other of others) {
    if (first === undefined || other.value === first.value) continue;
    scope.fault(
      other.path,
      `the ${what} limit "${other.text}" differs from "${first.text}" given before`,
      'Give it once.',
    );
  }
  return first;
}
