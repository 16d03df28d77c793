export type Split =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Splits a text into words as a POSIX shell does, quotes and backslashes honoured, nothing expanded: `$X`, `*` and
 * `|` are ordinary letters. Line breaks separate words like blanks.
 */
export function splitWords(text: string): Split {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const letter = text[at] ?? '';
    if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (letter === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return { ok: false, reason: `a ' is not closed` };
      word = (word ?? '') + text.slice(at + 1, end);
      at = end + 1;
    } else if (letter === '"') {
      const quoted = readDoubleQuoted(text, at + 1);
      if (quoted === undefined) return { ok: false, reason: 'a " is not closed' };
      word = (word ?? '') + quoted.value;
      at = quoted.end;
    } else if (letter === '\\') {
      if (at + 1 === text.length) return { ok: false, reason: 'it ends in a backslash' };
      const next = text[at + 1] ?? '';
      // A backslash before a line break joins the lines.
      if (next !== '\n') word = (word ?? '') + next;
      at += 2;
    } else {
      word = (word ?? '') + letter;
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}

/** In double quotes a backslash keeps its meaning only before `"`, `\`, `$`, a backquote and a line break. */
function readDoubleQuoted(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '"') return { value, end: at + 1 };
    const next = text[at + 1] ?? '';
    if (letter === '\\' && '"\\$`\n'.includes(next) && next !== '') {
      if (next !== '\n') value += next;
      at += 1;
    } else value += letter;
  }
  return undefined;
}
