import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demultiplexTo } from './demultiplex.ts';

type Frame = readonly [stream: 1 | 2, payload: string];

function encode(frames: readonly Frame[]): Buffer {
  return Buffer.concat(
    frames.map(([stream, payload]) => {
      const header = Buffer.alloc(8);
      header[0] = stream;
      header.writeUInt32BE(Buffer.byteLength(payload), 4);
      return Buffer.concat([header, Buffer.from(payload)]);
    }),
  );
}

test('both streams come out whole, wherever the transport cuts', () => {
  const frame = fc.tuple(fc.constantFrom(1 as const, 2 as const), fc.string({ maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.integer({ min: 1, max: 30 }), (frames, size) => {
      const out = { stdout: '', stderr: '' };
      const take = demultiplexTo({
        stdout: (chunk) => {
          out.stdout += chunk.toString('latin1');
        },
        stderr: (chunk) => {
          out.stderr += chunk.toString('latin1');
        },
      });
      const bytes = encode(frames);
      for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
      const of = (stream: 1 | 2) =>
        frames.flatMap(([one, text]) => (one === stream ? [Buffer.from(text).toString('latin1')] : []));
      expect(out).toEqual({ stdout: of(1).join(''), stderr: of(2).join('') });
    }),
  );
});
