import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { JoulelabError } from '../../domain/errors.ts';
import { parseAddress, parseSource, withoutCredentials } from './parse-source.ts';

describe('parseSource', () => {
  it.each([
    ['.', 'local'],
    ['scenarios/*.yml', 'local'],
    ['no/such/file.yml', 'local'],
    ['a:b', 'local'],
    ['/tmp/x@y:z', 'local'],
    ['https://example.org/a', 'repository'],
    ['HTTPS://example.org/a', 'repository'],
    ['git@example.org:a/b.git', 'repository'],
    ['ssh://git@example.org:22/a', 'repository'],
    ['git://example.org/a', 'repository'],
    ['file:///srv/a', 'repository'],
  ])('%s is %s', (text, kind) => expect(parseSource(text).kind).toBe(kind));
});

describe('credentials', () => {
  it.each([
    ['https://u:p@example.org/a', 'https://example.org/a', { username: 'u', password: 'p' }],
    ['https://t0ken@example.org/a', 'https://example.org/a', { username: 't0ken', password: '' }],
    [
      'https://u:p%40%2F@example.org:8443/a',
      'https://example.org:8443/a',
      { username: 'u', password: 'p@/' },
    ],
    ['https://u:a@b@example.org/a', 'https://example.org/a', { username: 'u', password: 'a@b' }],
  ])('%s are taken out of the address', (text, url, credentials) => {
    const server = new URL(url).origin;
    expect(parseAddress(text)).toEqual({ url, credentials: { ...credentials, server } });
  });

  it.each([
    ['https://example.org/@scope/a', 'https://example.org/@scope/a'],
    ['ssh://git@example.org/a', 'ssh://git@example.org/a'],
    ['ssh://git:secret@example.org/a', 'ssh://git@example.org/a'],
    ['git@example.org:a.git', 'git@example.org:a.git'],
  ])('%s has none that git could use', (text, url) => expect(parseAddress(text)).toEqual({ url }));

  const refused = [
    'https://u:s3cr3t/x@example.org/a',
    'https://u:s3cr3t@exa mple.org/a',
    'https://u:s3cr3t%0ax@example.org/a',
    'https://example.org/a?private_token=s3cr3t',
    'ext::sh -c "s3cr3t@x"',
    'u:s3cr3t@example.org:a',
    'u:s3cr3t/w@example.org:a',
    'ftp://u:s3cr3t@example.org/a',
    'https://u:s3cr3t@example.org:port/a',
  ];
  it.each(refused)('%s is refused without telling them', (text) => {
    let error: unknown;
    try {
      parseAddress(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(JoulelabError);
    expect(error).toMatchObject({ code: 'usage' });
    expect(`${(error as JoulelabError).message} ${(error as JoulelabError).advice}`).not.toContain('s3cr3t');
  });

  test('whatever the user and the password are, they are in nothing that is shown', () => {
    const word = fc.string({ minLength: 4, maxLength: 20 }).map((text) => `S3${encodeURIComponent(text)}`);
    fc.assert(
      fc.property(word, word, (user, password) => {
        const { url } = parseAddress(`https://${user}:${password}@example.org/a/b.git`);
        expect(url).toBe('https://example.org/a/b.git');
        expect(withoutCredentials(`https://${user}:${password}@example.org/a@b`)).toBe(
          'https://example.org/a@b',
        );
      }),
    );
  });
});

it.each(['-x', '--upload-pack=touch /tmp/x', 'ext::sh -c true', 'fd::17', 'rsync://example.org/a'])(
  '%s is no address for git',
  (text) => expect(() => parseAddress(text)).toThrow(JoulelabError),
);
