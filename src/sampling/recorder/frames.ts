/**
 * The layout of the frames file, as every recorder writes it. All numbers are little endian and unsigned; there is no
 * padding. A file is a sequence of records; the first byte of each says which it is. Described for a C program in
 * README.md.
 *
 * A record that is cut off at the end of the file (recorder killed) is ignored with all that follows it.
 */
export const RECORD = {
  /** u8 kind, u8 round kind, u32 id of the mark or process, u64 time in µs of CLOCK_MONOTONIC: samples up to the next END belong to it. */
  ROUND: 1,
  /** u8 kind, u32 source, u32 µs since the round began, u32 length, bytes. */
  DATA: 2,
  /** u8 kind, u32 source, u32 µs since the round began: the bytes are those of the source's last DATA. */
  SAME: 3,
  /** u8 kind, u32 source, u32 µs since the round began: the file vanished, or was closed on request. */
  GONE: 4,
  /** u8 kind, u32 source, u32 µs since the round began, u32 number of the error as errno has it. */
  FAULT: 5,
  /** u8 kind, u32 µs since the round began: all sources of the round have been read. */
  END: 6,
} as const;

/** Why a round was made. Ticks, marks and ends of processes read every source, `single` one that is added or removed. */
export const ROUND_KIND = { TICK: 0, MARK: 1, SINGLE: 2, EXIT: 3 } as const;

export const ROUND_BYTES = 14;
/** Header of DATA. */
export const DATA_HEADER_BYTES = 13;
export const FAULT_BYTES = 13;
/** Size of SAME and GONE. */
export const SAME_BYTES = 9;
export const END_BYTES = 5;

const TWO_TO_32 = 2 ** 32;

/** Writes an integer below 2^53 as u64. */
export function writeUint64(buffer: Buffer, value: number, offset: number): void {
  buffer.writeUInt32LE(value % TWO_TO_32, offset);
  buffer.writeUInt32LE(Math.floor(value / TWO_TO_32), offset + 4);
}

export function readUint64(buffer: Buffer, offset: number): number {
  return buffer.readUInt32LE(offset) + buffer.readUInt32LE(offset + 4) * TWO_TO_32;
}

/**
 * Bytes of the record at `offset`; 0 where too little of it is there to know.
 *
 * @throws {RangeError} where the byte is no record kind: the file is not what a recorder wrote.
 */
export function recordLength(buffer: Buffer, offset: number, end: number): number {
  switch (buffer[offset]) {
    case RECORD.ROUND:
      return ROUND_BYTES;
    case RECORD.FAULT:
      return FAULT_BYTES;
    case RECORD.DATA:
      return offset + DATA_HEADER_BYTES > end ? 0 : DATA_HEADER_BYTES + buffer.readUInt32LE(offset + 9);
    case RECORD.SAME:
    case RECORD.GONE:
      return SAME_BYTES;
    case RECORD.END:
      return END_BYTES;
    default:
      throw new RangeError(`record kind ${buffer[offset]} at byte ${offset} is unknown`);
  }
}
