import { narrowPlace } from '../source/source-text.ts';
import type { Path } from '../source/tree.ts';
import type { Scope } from './scope.ts';

type Text = string | number | boolean;
type Assignments = Readonly<Record<string, Text | null | undefined>> | readonly Text[];

/**
 * `{A: b}` or `[A=b]` as a record. In a Compose file a name without a value is worth what `${NAME}` is. Elsewhere it is a
 * fault: to take it from the environment of the measuring machine would give other numbers on another one.
 */
export function readAssignments(
  value: Assignments | null | undefined,
  path: Path,
  scope: Scope,
): Record<string, string> {
  const result = new Map<string, string>();
  const pairs = Array.isArray(value)
    ? value.map((item, index) => [...splitAssignment(String(item)), index] as const)
    : Object.entries(value ?? {}).map(([name, text]) => [name, text ?? undefined, name] as const);
  for (const [name, written, step] of pairs) {
    const lookup = written === undefined ? scope.lookup([...path, step]) : undefined;
    const text = written ?? lookup?.(name);
    if (!/^[^=\s\0]+$/.test(name)) scope.fault([...path, step], `"${name}" is no name of a variable`);
    else if (text === undefined) {
      if (scope.isFaulty([...path, step])) continue;
      scope.fault(
        [...path, step],
        `"${name}" has no value, and the machine's own environment is not passed on`,
        lookup === undefined
          ? `Write ${name}=VALUE, or an empty value: ${name}=""`
          : `Give it with --variable ${name}=VALUE, or in an .env beside the Compose file.`,
      );
    } else result.set(name, String(text));
  }
  return Object.fromEntries(result);
}

export function splitAssignment(text: string): readonly [name: string, value: string | undefined] {
  const sign = text.indexOf('=');
  return sign < 0 ? [text, undefined] : [text.slice(0, sign), text.slice(sign + 1)];
}

const RESERVED_LABELS = 'io.joulelab.';

/** Labels, without those by which joulelab finds what it created. */
export function readLabels(
  value: Assignments | null | undefined,
  path: Path,
  scope: Scope,
): Record<string, string> {
  const filled = Array.isArray(value)
    ? value.map((item) => (String(item).includes('=') ? item : `${item}=`))
    : Object.fromEntries(Object.entries(value ?? {}).map(([name, text]) => [name, text ?? '']));
  const labels = readAssignments(filled, path, scope);
  for (const name of Object.keys(labels).filter((one) => one.startsWith(RESERVED_LABELS))) {
    const message = `${scope.label(path)}: the label "${name}" is joulelab's own`;
    scope.findings.fault(narrowPlace(scope.place(path), name), message);
  }
  return labels;
}
