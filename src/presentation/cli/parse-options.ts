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
