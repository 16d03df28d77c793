import { expect, test } from 'vitest';
import { flagByName, flagNames } from './docker-flags.ts';
import { parseFlags } from './parse-flags.ts';

/** `name=value` for a flag, `?word` for an unknown one, `!word` for a bad one. */
function read(words: readonly string[]): readonly string[] {
  return parseFlags(words).map((parsed) => {
    if (parsed.kind === 'flag') return `${parsed.flag.name}=${parsed.value}`;
    return parsed.kind === 'unknown' ? `?${parsed.words.join(' ')}` : `!${parsed.word}`;
  });
}

test.each([
  [['--runtime', 'runsc'], ['runtime=runsc']],
  [['--runtime=runsc'], ['runtime=runsc']],
  [['-v', '/etc:/x'], ['volume=/etc:/x']],
  [['-v/etc:/x'], ['volume=/etc:/x']],
  [['-v=/etc:/x'], ['volume=/etc:/x']],
  [
    ['-itv', '/etc:/x'],
    ['interactive=true', 'tty=true', 'volume=/etc:/x'],
  ],
  [['-itv/etc:/x'], ['interactive=true', 'tty=true', 'volume=/etc:/x']],
  [['-P'], ['publish-all=true']],
  [['-tP'], ['tty=true', 'publish-all=true']],
  [['-i=false'], ['interactive=false']],
  [['--privileged'], ['privileged=true']],
  [['--privileged=true'], ['privileged=true']],
  [
    ['--privileged', '--init'],
    ['privileged=true', 'init=true'],
  ],
  [['--net=host'], ['network=host']],
  [['--user', '--privileged'], ['user=--privileged']],
  [['--user='], ['user=']],
  [['--priv'], ['?--priv']],
  [
    ['--new-thing', 'value', '--init'],
    ['?--new-thing value', 'init=true'],
  ],
  [['-tZ'], ['tty=true', '?-Z']],
  [['alpine'], ['!alpine']],
  [['--'], ['!--']],
  [['-'], ['!-']],
  [
    ['--init', 'alpine'],
    ['init=true', '!alpine'],
  ],
  [['--user'], ['!--user']],
])('%j', (words, expected) => {
  expect(read(words)).toEqual(expected);
});

test('every name in the table is one flag, and none has a mark left in it', () => {
  expect(flagNames().length).toBeGreaterThan(90);
  expect(new Set(flagNames()).size).toBe(flagNames().length);
  expect(flagNames().filter((name) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  expect(flagByName('net')?.name).toBe('network');
});
