// The task in JavaScript; task.py is the same in Python, line by line.
import { createHash } from 'node:crypto';

const LIMIT = 20_000_000;
const MEGABYTES = 1500;

/** How many primes are there below LIMIT? A sieve: the loops run in the language itself. */
function primes() {
  const sieve = new Uint8Array(LIMIT);
  let count = 0;
  for (let number = 2; number < LIMIT; number++) {
    if (sieve[number]) continue;
    count++;
    let multiple = number * number;
    while (multiple < LIMIT) {
      sieve[multiple] = 1;
      multiple += number;
    }
  }
  return `${count} primes below ${LIMIT}`;
}

/** SHA-256 of MEGABYTES of zeros: a library in C does the work. */
function hashMegabytes() {
  const block = new Uint8Array(1_000_000);
  const digest = createHash('sha256');
  for (let done = 0; done < MEGABYTES; done++) digest.update(block);
  return `SHA-256 of ${MEGABYTES} MB is ${digest.digest('hex').slice(0, 16)}`;
}

const result = process.argv[2] === 'primes' ? primes() : hashMegabytes();
const unixUs = Math.floor((performance.timeOrigin + performance.now()) * 1000);
process.stdout.write(`${unixUs} ${result}\n`);
