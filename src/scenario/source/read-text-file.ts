import { readFileSync, statSync } from 'node:fs';

const MAX_FILE_BYTES = 1_048_576;

/** A file's text, or why it is not read. A pipe or device is none: to read it might never end. */
export function readTextFile(file: string): string | { readonly reason: string } {
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return { reason: 'it is not a file' };
    if (facts.size > MAX_FILE_BYTES) return { reason: `it is larger than ${MAX_FILE_BYTES} bytes` };
    return readFileSync(file, 'utf8');
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
