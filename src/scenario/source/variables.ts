import { Lexer } from 'yaml';
import type { Findings } from '../findings.ts';
import { didYouMean } from '../nearest.ts';
import { isSecretName, REDACTED } from '../safety/redact.ts';
import type { Place, Replacement, SourceText } from './source-text.ts';

const PLACEHOLDER = /__GMT_VAR_\w+?__/g;
const FULL_NAME = /^__GMT_VAR_\w+?__$/;

/** Values by full name (`__GMT_VAR_NAME__`), and which of them a text has used so far. */
export type Variables = {
  readonly values: ReadonlyMap<string, string>;
  readonly used: Set<string>;
  readonly missing: Set<string>;
};

/** Accepts `NAME` and `__GMT_VAR_NAME__`; a name that can stand in no text is a fault. */
export function readVariables(given: Readonly<Record<string, string>>, findings: Findings): Variables {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const full = FULL_NAME.test(name) ? name : `__GMT_VAR_${name}__`;
    if (!FULL_NAME.test(full) || !/^\w+$/.test(name)) {
      findings.variableFault(
        variablePlace(name, value),
        `variable "${name}": expected a name of letters, digits and underscores`,
        'Write --variable NAME=VALUE; the scenario then says __GMT_VAR_NAME__.',
      );
    } else if (values.has(full)) {
      findings.variableFault(variablePlace(name, value), `variable "${name}" is given twice, as ${full} too`);
    } else values.set(full, value);
  }
  return { values, used: new Set(), missing: new Set() };
}

/** Every variable that was given must be used somewhere: otherwise its value has no effect on what is measured. */
export function checkAllUsed(
  given: Readonly<Record<string, string>>,
  variables: Variables,
  findings: Findings,
): void {
  for (const full of variables.values.keys()) {
    if (variables.used.has(full)) continue;
    const written = given[full] === undefined ? full.slice('__GMT_VAR_'.length, -2) : full;
    findings.variableFault(
      variablePlace(written, given[written] ?? ''),
      `variable "${written}" is given, but ${full} stands nowhere in the scenario or its includes`,
      didYouMean(full, variables.missing),
    );
  }
}

/** Replaces variables outside comments; one without a value stays as it is and is a fault. */
export function substituteVariables(
  file: string,
  original: string,
  variables: Variables,
  findings: Findings,
): SourceText {
  const comments = commentRanges(original);
  const missing: { name: string; start: number }[] = [];
  const replacements: Replacement[] = [];
  let resolved = '';
  let copied = 0;
  for (const match of original.matchAll(PLACEHOLDER)) {
    const [name] = match;
    if (comments.some(([start, end]) => match.index >= start && match.index < end)) continue;
    const value = variables.values.get(name);
    if (value === undefined) {
      missing.push({ name, start: match.index });
      continue;
    }
    variables.used.add(name);
    resolved += original.slice(copied, match.index);
    copied = match.index + name.length;
    replacements.push({
      start: match.index,
      end: copied,
      resolvedStart: resolved.length,
      resolvedEnd: resolved.length + value.length,
    });
    resolved += value;
  }
  const source = { file, original, resolved: resolved + original.slice(copied), replacements };
  for (const { name, start } of missing) {
    variables.missing.add(name);
    const asIs = { file, original, resolved: original, replacements: [] };
    const short = name.slice('__GMT_VAR_'.length, -2);
    findings.variableFault(
      { source: asIs, start, end: start + name.length },
      `variable ${name} has no value`,
      `Give it with --variable ${short}=VALUE.`,
    );
  }
  return source;
}

/** `[start, end)` of every comment. The lexer marks a scalar with \x1f, so that a `#` in one is told from a comment. */
function commentRanges(text: string): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const marker = lexeme === '\x02' || lexeme === '\x18' || lexeme === '\x1f';
    if (!marker) {
      if (!isScalar && lexeme.startsWith('#')) ranges.push([offset, offset + lexeme.length]);
      offset += lexeme.length;
    }
    isScalar = lexeme === '\x1f';
  }
  return ranges;
}

function variablePlace(name: string, value: string): Place {
  const text = `${name}=${isSecretName(name) ? REDACTED : value}`;
  const source = { file: '--variable', original: text, resolved: text, replacements: [] };
  return { source, start: 0, end: name.length };
}
