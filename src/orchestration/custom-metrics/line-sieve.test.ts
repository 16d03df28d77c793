import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES, startLineSieve } from './line-sieve.ts';

const NOW = '1700000000000000';

function sieve(text: string, ...args: Parameters<typeof startLineSieve>) {
  const one = startLineSieve(...args);
  one.write(Buffer.from(text));
  return { lines: one.lines(), lost: one.lostLines() };
}

test('keeps the lines that begin with a timestamp, whatever ends them', () => {
  const text = `hello\n${NOW} a\r\n17 no\n\n${NOW}000 b=1\n ${NOW} indented\n${NOW} unfinished`;
  expect(sieve(text, 'timestamped')).toEqual({
    lines: [`${NOW} a`, `${NOW}000 b=1`, `${NOW} unfinished`],
    lost: 0,
  });
  expect(sieve('x\n\n y\n', 'all').lines).toEqual(['x', ' y']);
});

test('a line that is too long is counted, not kept; the next one is whole again', () => {
  const exact = NOW + 'x'.repeat(MAX_LINE_BYTES - NOW.length);
  expect(sieve(`${exact}\r\n${exact}y\n${NOW} z\n`, 'timestamped')).toEqual({
    lines: [exact, `${NOW} z`],
    lost: 1,
  });
});

test('what finds no room is counted', () => {
  expect(sieve('aaaa\nbbbb\ncccc\n', 'all', 8)).toEqual({ lines: ['aaaa', 'bbbb'], lost: 1 });
});

test('the transport may cut anywhere, in the middle of a character too', () => {
  const line = fc.constantFrom('', 'x', `${NOW} süß`, `${NOW} 😀`, 'y'.repeat(5000));
  fc.assert(
    fc.property(
      fc.array(line),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'));
        const one = startLineSieve('all');
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          one.write(bytes.subarray(at, at + size));
          at += size;
        }
        expect(one.lines()).toEqual(lines.filter((text) => text !== '' && text.length < 1000));
      },
    ),
  );
});
