import { InvalidArgumentError } from 'commander';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/**
 * A duration with its unit (`500ms`, `3s`, `1.5m`, `1h`) in ms. A number alone is refused, 0 aside: `--interval 99` and
 * `--idle 60` would else mean different units, and a wrong guess would spoil a measurement quietly.
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const amount = match?.[1];
  const unit = match?.[2]?.toLowerCase() ?? '';
  if (amount === undefined) throw new InvalidArgumentError('Write a duration such as 500ms, 3s or 1m.');
  if (unit === '' && Number(amount) === 0) return 0;
  if (unit === '')
    throw new InvalidArgumentError(`It has no unit: write ${amount}ms, ${amount}s or ${amount}m.`);
  const factor = MS_PER_UNIT[unit];
  if (factor === undefined) throw new InvalidArgumentError(`Unknown unit "${unit}": use ms, s, m or h.`);
  return Math.round(Number(amount) * factor);
}

/** A duration that is not zero: an interval or a limit. */
export function parsePositiveDuration(text: string): number {
  const duration = parseDuration(text);
  if (duration === 0) throw new InvalidArgumentError('It must be longer than 0.');
  return duration;
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1 on.');
  return Number(text);
}

/** Regular expressions, collected. */
export function collectPattern(text: string, sofar: readonly string[] = []): readonly string[] {
  try {
    return [...sofar, new RegExp(text).source];
  } catch {
    throw new InvalidArgumentError('It is no regular expression.');
  }
}

/** Watts that a meter showed: a number above 0, with or without its unit. */
export function parseWatts(text: string): number {
  const watts = Number(/^(\d+(?:\.\d+)?) ?W?$/i.exec(text.trim())?.[1]);
  if (!(watts > 0)) throw new InvalidArgumentError('Write watts, such as 48 or 48.5W.');
  return watts;
}

/** `NAME=VALUE`, collected; the value may be empty and may hold more `=`. */
export function collectVariable(
  text: string,
  sofar: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const split = text.indexOf('=');
  if (split < 1) throw new InvalidArgumentError('Write NAME=VALUE.');
  const name = text.slice(0, split);
  if (Object.hasOwn(sofar, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...sofar, [name]: text.slice(split + 1) };
}

/** An option that may be given several times. */
export function collectWords(text: string, sofar: readonly string[] = []): string[] {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return [...sofar, text];
}

/** `a,b`: names, each once. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names with commas between them.');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} is given twice.`);
  return names;
}

/** Metric providers, collected: several in one go where none has a setting, which may hold commas itself. */
export function collectProviders(text: string, sofar: readonly string[] = []): string[] {
  const words = text.includes('=') ? [text] : text.split(',').map((word) => word.trim());
  if (words.includes('')) throw new InvalidArgumentError('Write an ID, such as psi-system.');
  return [...sofar, ...words];
}

/** CPUs as a limit: a number above 0, such as 1.5. */
export function parseCpus(text: string): number {
  const cpus = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (!(cpus > 0)) throw new InvalidArgumentError('Write a number of CPUs, such as 1.5.');
  return cpus;
}

const BYTES_PER_UNIT: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Memory as the engine's options have it: `512m`, `1g`; 1024-based. */
export function parseByteSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(text.trim());
  const bytes = Math.round(
    Number(match?.[1]) * (BYTES_PER_UNIT[match?.[2]?.toLowerCase() ?? ''] ?? Number.NaN),
  );
  if (!(bytes > 0)) throw new InvalidArgumentError('Write a size such as 512m or 1g.');
  return bytes;
}

/** A whole number from 0 on that fits into 32 bits. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed >= 2 ** 32)
    throw new InvalidArgumentError('Write a whole number below 2^32.');
  return seed;
}

/** Names with commas between them, collected over several options. */
export function collectNames(text: string, sofar: readonly string[] = []): string[] {
  return [...sofar, ...parseNames(text)];
}

/** A percentage from 0 up to, but not, 100 as a fraction: `5%` is 0.05. */
export function parsePercent(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?%$/.exec(text.trim());
  const fraction = Number(match?.[1]) / 100;
  if (!(fraction < 1)) throw new InvalidArgumentError('Write a percentage below 100, such as 5%.');
  return fraction;
}

const MS_PER_DAY = 86_400_000;

/** A moment in µs since the Unix epoch: a date (`2026-03-01`, `2026-03-01T14:00`), or how long ago (`90m`, `12h`, `7d`). */
export function parseSince(text: string): number {
  const days = /^(\d+)d$/i.exec(text.trim())?.[1];
  if (days !== undefined) return (Date.now() - Number(days) * MS_PER_DAY) * 1000;
  if (/^\d+(?:\.\d+)?[a-z]+$/i.test(text.trim())) return (Date.now() - parseDuration(text)) * 1000;
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text;
  const unixMs = /^\d{4}-/.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(unixMs)) throw new InvalidArgumentError('Write a date such as 2026-03-01, or 12h or 7d.');
  return unixMs * 1000;
}
