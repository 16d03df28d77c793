/** Breaks text into lines of at most `width`, never between a number and its unit; a longer word stands alone. */
export function wrapText(text: string, width: number): string[] {
  const words = text.trim().split(/(?<![\d.]\d|[\s(]\d|^\d)\s+|\s+(?=[^\sA-Za-zµ%])/);
  return fillLines(words, ' ', width);
}

/** Joins parts with a separator into lines of at most `width`, breaking only between parts. */
export function fillLines(parts: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts.filter((each) => each !== '')) {
    if (line !== '' && line.length + separator.length + part.length > width) {
      lines.push(line);
      line = part;
    } else {
      line = line === '' ? part : line + separator + part;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** `wrapText` with `prefix` before the first line and as many spaces before the others. */
export function wrapWithPrefix(prefix: string, text: string, width: number): string[] {
  const indent = ' '.repeat(prefix.length);
  return wrapText(text, width - prefix.length).map((line, index) => (index === 0 ? prefix : indent) + line);
}

/** Cuts to `width` with `…` as the last character. Control characters become spaces: foreign text steers no terminal. */
export function shorten(text: string, width: number): string {
  const clean = printable(text).replace(/\s+/g, ' ').trim();
  return clean.length <= width ? clean : `${clean.slice(0, Math.max(0, width - 1))}…`;
}

/* oxlint-disable no-control-regex -- taking control characters out is the purpose */
const ESCAPE_SEQUENCE = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/* oxlint-enable no-control-regex */

/** Text without control characters other than line breaks and tabs. */
export function printable(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(/\r\n/g, '\n').replace(CONTROL_CHARACTER, ' ');
}
