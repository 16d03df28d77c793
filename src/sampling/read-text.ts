import { readFileSync } from 'node:fs';

/** A small file of the kernel's; empty where it is not there, or not for this user. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
