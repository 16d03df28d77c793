import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * A column of numbers as bytes, exact for every 64-bit float (fractions, −0, NaN with its payload, beyond 2^53).
 *
 * Format, version 1: byte 0 = 1 (version), byte 1 = encoding, then one zstd frame with checksum. What is in the frame:
 *
 * - encoding 0, `planes`: the IEEE 754 little-endian bytes of all numbers, transposed: first byte 0 of each, then byte 1…,
 *   because neighbours agree in their high bytes;
 * - encoding 1, `deltas`: whole numbers; the first, then differences to the one before;
 * - encoding 2, `second deltas`: the same of the differences (times on a steady beat come out near 0).
 *
 * Differences are zigzag-folded (0, −1, 1, −2 … → 0, 1, 2, 3 …) and written as LEB128: seven bits a byte, low ones first,
 * the high bit set on all but the last. The number of values follows from the content.
 */
export function encodeColumn(values: Float64Array, order: 1 | 2): Uint8Array {
  const whole = values.every(isWhole);
  const content = whole ? varints(differences(values, order)) : toPlanes(values);
  const frame = zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  const bytes = new Uint8Array(2 + frame.length);
  bytes.set([VERSION, whole ? order : PLANES]);
  bytes.set(frame, 2);
  return bytes;
}

/** The numbers of an encoded column. Throws an Error in words where the bytes are damaged or of a later version. */
export function decodeColumn(bytes: Uint8Array): Float64Array {
  const [version, encoding] = bytes;
  if (version !== VERSION) throw new Error(`column of unknown version ${version}`);
  const content = zstdDecompressSync(bytes.subarray(2));
  if (encoding === PLANES) return fromPlanes(content);
  if (encoding !== 1 && encoding !== 2) throw new Error(`column of unknown encoding ${encoding}`);
  const values = readVarints(content);
  for (let pass = 0; pass < encoding; pass++) accumulate(values);
  return values;
}

const VERSION = 1;
const PLANES = 0;
/** Second differences of numbers up to here, folded, stay below 2^53 and so are exact. 2^50 µs are 35 years. */
const LARGEST_WHOLE = 2 ** 50;

function isWhole(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= LARGEST_WHOLE && !Object.is(value, -0);
}

function differences(values: Float64Array, order: number): Float64Array {
  const result = Float64Array.from(values);
  for (let pass = 0; pass < order; pass++) {
    for (let i = result.length - 1; i > 0; i--) result[i] = (result[i] as number) - (result[i - 1] as number);
  }
  return result;
}

function accumulate(values: Float64Array): void {
  for (let i = 1; i < values.length; i++) values[i] = (values[i] as number) + (values[i - 1] as number);
}

/** LEB128 by arithmetic: bit operations would cut numbers to 32 bits. */
function varints(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  let length = 0;
  for (const value of values) {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest >= 128) {
      bytes[length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    bytes[length++] = rest;
  }
  return bytes.subarray(0, length);
}

function readVarints(bytes: Uint8Array): Float64Array {
  const values = new Float64Array(bytes.reduce((count, byte) => (byte < 128 ? count + 1 : count), 0));
  let index = 0;
  let folded = 0;
  let scale = 1;
  for (const byte of bytes) {
    folded += (byte % 128) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    values[index++] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
    folded = 0;
    scale = 1;
  }
  return values;
}

/** Typed arrays are in the machine's byte order; every platform that Node 24 runs on, big-endian s390x aside, is little. */
function toPlanes(values: Float64Array): Uint8Array {
  const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(view.length);
  for (let i = 0; i < view.length; i++)
    bytes[(i % 8) * values.length + Math.floor(i / 8)] = view[i] as number;
  return bytes;
}

function fromPlanes(bytes: Uint8Array): Float64Array {
  if (bytes.length % 8 !== 0) throw new Error('column of broken length');
  const values = new Float64Array(bytes.length / 8);
  const view = new Uint8Array(values.buffer);
  for (let i = 0; i < view.length; i++)
    view[i] = bytes[(i % 8) * values.length + Math.floor(i / 8)] as number;
  return values;
}
