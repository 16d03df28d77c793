import { expect, test } from 'vitest';
import { isPlatform, parsePlatform, platformName, platformOption, runsOn } from './platform.ts';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['amd64', 'linux/amd64'],
  ['x86_64', 'linux/amd64'],
  ['linux/aarch64', 'linux/arm64'],
  ['Linux/ARM/v7', 'linux/arm/v7'],
])('%s is %s', (text, name) => {
  expect(platformName(parsePlatform(text))).toBe(name);
});

test.each([
  ['amd64', 'linux/amd64', true],
  ['x86_64', 'linux/amd64', true],
  ['amd64', 'linux/386', true],
  ['arm64', 'linux/arm/v7', true],
  ['arm64', 'linux/amd64', false],
  ['amd64', 'linux/arm64', false],
  ['386', 'linux/amd64', false],
  ['amd64', 'windows/amd64', false],
])('an %s machine runs %s: %s', (machine, platform, expected) => {
  expect(runsOn(machine, parsePlatform(platform))).toBe(expected);
});

test('an image that does not say what it is for counts as fitting', () => {
  expect(runsOn('amd64', { os: '', architecture: '' })).toBe(true);
});

test('a variant counts only where both name one', () => {
  const v7 = parsePlatform('linux/arm/v7');
  expect(isPlatform(v7, parsePlatform('linux/arm'))).toBe(true);
  expect(isPlatform(v7, parsePlatform('linux/arm/v6'))).toBe(false);
  expect(isPlatform(v7, parsePlatform('linux/arm64'))).toBe(false);
});

test('the option is found as one word and as two', () => {
  expect(platformOption(['--init', '--platform', 'linux/386'])).toBe('linux/386');
  expect(platformOption(['--platform=linux/386'])).toBe('linux/386');
  expect(platformOption(['--init'])).toBeUndefined();
});
