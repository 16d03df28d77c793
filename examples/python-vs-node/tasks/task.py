"""The task in Python; task.mjs is the same in JavaScript, line by line."""
import hashlib
import sys
import time

LIMIT = 20_000_000
MEGABYTES = 1500


def primes():
    """How many primes are there below LIMIT? A sieve: the loops run in the language itself."""
    sieve = bytearray(LIMIT)
    count = 0
    for number in range(2, LIMIT):
        if sieve[number]:
            continue
        count += 1
        multiple = number * number
        while multiple < LIMIT:
            sieve[multiple] = 1
            multiple += number
    return f"{count} primes below {LIMIT}"


def hash_megabytes():
    """SHA-256 of MEGABYTES of zeros: a library in C does the work."""
    block = bytes(1_000_000)
    digest = hashlib.sha256()
    for _ in range(MEGABYTES):
        digest.update(block)
    return f"SHA-256 of {MEGABYTES} MB is {digest.hexdigest()[:16]}"


result = primes() if sys.argv[1] == "primes" else hash_megabytes()
print(time.time_ns() // 1000, result)
