import { createHash } from 'node:crypto';

export type DigestRequest = {
  readonly user: string;
  readonly password: string;
  readonly method: string;
  /** Path with query, as it is asked for. */
  readonly uri: string;
  /** The client's own random word. */
  readonly cnonce: string;
};

const HASHES: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', MD5: 'md5' };

/**
 * The `Authorization` that answers a `WWW-Authenticate: Digest …`, with the password in no readable form; undefined for a challenge of another
 * kind. With `qop=auth` and the algorithms SHA-256 and MD5, which is what meters use. Source: RFC 7616.
 */
export function digestAuthorization(challenge: string, request: DigestRequest): string | undefined {
  if (!/^Digest\s/i.test(challenge)) return undefined;
  const field = (name: string): string | undefined => {
    const [, quoted, bare] = new RegExp(`[\\s,]${name}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge) ?? [];
    return quoted ?? bare;
  };
  const [realm, nonce, opaque, algorithm = 'MD5'] = ['realm', 'nonce', 'opaque', 'algorithm'].map(field);
  const name = HASHES[algorithm.toUpperCase()];
  const offers = (field('qop') ?? '').split(/[\s,]+/);
  if (realm === undefined || nonce === undefined || name === undefined || !offers.includes('auth'))
    return undefined;
  const hash = (...words: string[]): string => createHash(name).update(words.join(':')).digest('hex');
  const { user, password, method, uri, cnonce } = request;
  const count = '00000001';
  const secret = hash(user, realm, password);
  const response = hash(secret, nonce, count, cnonce, 'auth', hash(method, uri));
  return (
    `Digest username="${user}", realm="${realm}", uri="${uri}", algorithm=${algorithm}, nonce="${nonce}", nc=${count}, ` +
    `cnonce="${cnonce}", qop=auth, response="${response}"${opaque === undefined ? '' : `, opaque="${opaque}"`}`
  );
}
