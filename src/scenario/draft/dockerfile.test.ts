import { expect, test } from 'vitest';
import { readDockerfile } from './dockerfile.ts';

const exec = (...words: string[]) => ({ form: 'exec', words });
const shell = (line: string) => ({ form: 'shell', line });

test.each([
  ['FROM x', { exposes: false }],
  ['FROM x\nCMD ["a", "b c"]', { exposes: false, command: exec('a', 'b c') }],
  ['FROM x\nCMD a  "b c" | d', { exposes: false, command: shell('a  "b c" | d') }],
  [
    'FROM x\ncmd ["first"]\nENTRYPOINT ["e"]\n# no\nCMD ["second"]',
    { exposes: false, entrypoint: exec('e'), command: exec('second') },
  ],
  ['FROM x AS build\nEXPOSE 1\nCMD ["a"]\nHEALTHCHECK CMD b\nFROM y\nRUN c', { exposes: false }],
  [
    'FROM x\nEXPOSE 80/tcp\nHEALTHCHECK --interval=5s --timeout=1s \\\n  CMD curl -f http://localhost/ || exit 1',
    { exposes: true, healthcheck: shell('curl -f http://localhost/ || exit 1') },
  ],
  ['FROM x\nHEALTHCHECK CMD ["true"]\nHEALTHCHECK NONE', { exposes: false }],
  [
    'FROM x\nRUN a && \\\n  # a comment between\n  b\nCMD c \\\n  d',
    { exposes: false, command: shell('c d') },
  ],
  ['FROM x\nRUN <<EOF\nCMD no\nEXPOSE 1\nEOF\nCMD yes', { exposes: false, command: shell('yes') }],
  ['# escape=`\nFROM x\nCMD a `\n b', { exposes: false, command: shell('a b') }],
  ['', { exposes: false }],
])('%j', (text, expected) => {
  expect(readDockerfile(text)).toEqual(expected);
});
