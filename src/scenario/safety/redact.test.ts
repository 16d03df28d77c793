import { expect, test } from 'vitest';
import { isSecretName, redactLine, redactText, redactValue } from './redact.ts';

test.each([
  'DB_PASSWORD',
  'password',
  'API_KEY',
  'apiKey',
  'GITHUB_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'DB_PASS',
  'SSH_KEY',
  'PGPASSWORD',
  'BASIC_AUTH',
])('%s is a secret’s name', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each(['PATH', 'author', 'keyboard', 'bypass', 'MODE', 'passenger', 'monkey'])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  ['git clone https://joe:s3cret@example.org/x', 'git clone https://joe:***@example.org/x'],
  ['https://ghp_abc@github.com/x', 'https://***@github.com/x'],
  ['https://example.org/a@b', 'https://example.org/a@b'],
  ['PGPASSWORD=abc psql -c "x"', 'PGPASSWORD=*** psql -c "x"'],
  ["curl --token='a b' x", 'curl --token=*** x'],
  ['A=b c', 'A=b c'],
  ['postgres://u:p@db/x', 'postgres://u:***@db/x'],
])('%s', (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test('a line keeps its length', () => {
  expect(redactLine('      DB_PASSWORD: hunter2')).toBe('      DB_PASSWORD: *******');
  expect(redactLine('      - TOKEN=abc # x')).toBe('      - TOKEN=*** # x');
});

test('values by the name of their key, and known secrets wherever they stand', () => {
  const value = { environment: { TOKEN: 'abcd', PORT: 80 }, command: ['x', 'use abcd now'], n: null };
  expect(redactValue(value, ['abcd'])).toEqual({
    environment: { TOKEN: '***', PORT: 80 },
    command: ['x', 'use *** now'],
    n: null,
  });
});
