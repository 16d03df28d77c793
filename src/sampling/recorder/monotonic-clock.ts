/** `performance.now` makes no BigInt; this is what turns it into the µs of CLOCK_MONOTONIC that every process shares. */
const OFFSET_US = findOffsetUs();

/** µs of CLOCK_MONOTONIC, rounded down: comparable with `process.hrtime` of every process of the machine. */
export function nowUs(): number {
  return Math.floor(performance.now() * 1000 + OFFSET_US);
}

/** Reads both clocks until one reading was hardly interrupted: the offset is exact to a fraction of a µs. */
function findOffsetUs(): number {
  let narrowest = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let trial = 0; trial < 50; trial += 1) {
    const before = performance.now() * 1000;
    const mono = Number(process.hrtime.bigint()) / 1000;
    const after = performance.now() * 1000;
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    offset = mono - (before + after) / 2;
  }
  return offset;
}
