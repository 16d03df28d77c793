import { dirname } from 'node:path';
import type { Findings } from '../findings.ts';
import type { Validated } from '../schema/validate.ts';
import { projectLookup } from '../source/compose-project.ts';
import type { Place } from '../source/source-text.ts';
import { keyPlaceAt, nodeAt, type Path, pathText, placeAt } from '../source/tree.ts';
import type { Variables } from '../source/variables.ts';
import type { Lookup } from '../values/interpolate.ts';

/** What every builder needs: where it may read, where a value stands, and where to say what is wrong with it. */
export type Scope = {
  /** Real path; nothing above it may be read without `--allow-unsafe`. */
  readonly root: string;
  /** Folder of the scenario file, real path: relative paths start here. */
  readonly folder: string;
  readonly allowUnsafe: boolean;
  /** What the machine's owner allows in `docker-run-args` besides what is harmless. */
  readonly allowedRunArgs: readonly RegExp[];
  readonly findings: Findings;
  place(path: Path): Place;
  /** `services.db.volumes[0]` */
  label(path: Path): string;
  /** The key at the end of `path`: `image` in `image: busybox`. */
  keyPlace(path: Path): Place;
  /** A fault of the value at `path`; the message is put after the path. */
  fault(path: Path, message: string, hint?: string): void;
  allows(path: Path, message: string, hint?: string): boolean;
  /** Whether the schema found a fault at or below `path`. */
  isFaulty(path: Path): boolean;
  /** Folders in which a relative path at `path` is looked for: the scenario's, then that of the file it stands in. */
  folders(path: Path): readonly string[];
  /** Values for `${NAME}` where the value at `path` stands in a Compose file, undefined elsewhere. */
  lookup(path: Path): Lookup | undefined;
};

export function createScope(
  { tree, faulty }: Pick<Validated, 'tree' | 'faulty'>,
  findings: Findings,
  {
    variables,
    ...where
  }: {
    readonly root: string;
    readonly folder: string;
    readonly allowUnsafe: boolean;
    readonly allowedRunArgs: readonly RegExp[];
    readonly variables: Variables;
  },
): Scope {
  const place = (path: Path): Place => placeAt(tree, path);
  const label = (path: Path): string => pathText(path, tree);
  return {
    ...where,
    findings,
    place,
    label,
    keyPlace: (path) => keyPlaceAt(tree, path),
    fault: (path, message, hint) => findings.fault(place(path), `${label(path)}: ${message}`, hint),
    allows: (path, message, hint) => findings.allows(place(path), `${label(path)}: ${message}`, hint, path),
    isFaulty: (path) => faulty.some((other) => path.every((step, at) => other[at] === step)),
    folders: (path) => [...new Set([where.folder, dirname(place(path).source.file)])],
    lookup: (path) => {
      const node = nodeAt(tree, path);
      return node?.kind === 'scalar' && node.project !== undefined
        ? projectLookup(node.project, variables)
        : undefined;
    },
  };
}
