/** Why a pattern for a custom metric is refused, or undefined where it is good. */
export function patternFault(pattern: string): string | undefined {
  if (pattern.length > 1000) return 'it is longer than 1000 letters';
  let groups: number;
  try {
    // With an empty alternative every pattern matches '', and the match tells the number of groups.
    groups = (new RegExp(`${toJavaScript(pattern)}|`).exec('')?.length ?? 1) - 1;
  } catch (error) {
    return `it is no regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (groups !== 2) return `it has ${groups} groups, not two: the time and the value`;
  return backtracking(pattern);
}

/** GMT's patterns are Python's: `(?P<name>…)` is `(?<name>…)` here. */
export function toJavaScript(pattern: string): string {
  return pattern.replaceAll('(?P<', '(?<');
}

type Group = { repeats: boolean; alternatives: boolean };

/**
 * A repeated group that itself repeats something, or has alternatives, can match one text in exponentially many ways.
 * Some such patterns are harmless; they are refused too, for a pattern that hangs would spoil the run.
 */
function backtracking(pattern: string): string | undefined {
  const open: Group[] = [{ repeats: false, alternatives: false }];
  let closed: Group | undefined;
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? '';
    const top = open.at(-1);
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(pattern.slice(at))?.[0];
    if (quantifier !== undefined && top !== undefined) {
      const isLoop = quantifier !== '?' && !/^\{[01](?:,1)?\}$/.test(quantifier);
      if (isLoop && closed !== undefined && (closed.repeats || closed.alternatives)) {
        return 'a repeated group that repeats something itself, or has alternatives, can backtrack without bound';
      }
      if (!/^\{\d+\}$/.test(quantifier)) top.repeats = true;
      at += quantifier.length - 1;
      // A lazy or possessive mark belongs to the quantifier.
      if (pattern[at + 1] === '?') at += 1;
      closed = undefined;
      continue;
    }
    closed = undefined;
    if (letter === '\\') {
      if (/[1-9k]/.test(pattern[at + 1] ?? '')) return 'a back-reference can backtrack without bound';
      at += 1;
    } else if (letter === '[') at = endOfClass(pattern, at);
    else if (letter === '(') {
      open.push({ repeats: false, alternatives: false });
      const head = /^\((?:\?(?:P?<\w+>|<?[=!]|[:]))?/.exec(pattern.slice(at))?.[0] ?? '(';
      at += head.length - 1;
    } else if (letter === '|' && top !== undefined) top.alternatives = true;
    else if (letter === ')') {
      closed = open.length > 1 ? open.pop() : undefined;
      const parent = open.at(-1);
      if (parent !== undefined && closed !== undefined) {
        parent.repeats ||= closed.repeats;
        parent.alternatives ||= closed.alternatives;
      }
    }
  }
  return undefined;
}

function endOfClass(pattern: string, start: number): number {
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1;
    else if (pattern[at] === ']') return at;
  }
  return pattern.length;
}
