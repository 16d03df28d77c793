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
