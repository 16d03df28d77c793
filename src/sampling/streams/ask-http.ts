import { randomBytes } from 'node:crypto';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { digestAuthorization } from './digest-auth.ts';

/** A meter's answer has a few hundred bytes: more is something else. */
const LONGEST_ANSWER = 64 * 1024;

/** Who may read a meter that asks: `USER:PASSWORD`. Not part of the address, because that is stored with the run. */
export const METER_AUTH_VARIABLE = 'JOULELAB_METER_AUTH';

/**
 * Asks for a document and gives its text. Rejects, with a reason in words, on every status but 200, on a redirect, on what is too
 * long, and when `signal` is aborted, wherever the answer hangs. The password is sent to a device that asks for it alone, in the way that
 * it asks for: as a digest where that is offered.
 */
export async function askHttp(url: string, signal: AbortSignal): Promise<string> {
  const auth = process.env[METER_AUTH_VARIABLE];
  const first = await ask(url, signal, {});
  if (typeof first === 'string') return first;
  const authorization = auth === undefined ? undefined : authorizationFor(first.challenge, url, auth);
  const second = authorization === undefined ? first : await ask(url, signal, { headers: { authorization } });
  if (typeof second === 'string') return second;
  throw new Error('answered with HTTP status 401');
}

/** The answer to what a device offers, the digest first: with it the password crosses the network in no readable form. */
function authorizationFor(challenge: string, url: string, auth: string): string | undefined {
  const split = auth.indexOf(':');
  const [user, password] = split < 0 ? [auth, ''] : [auth.slice(0, split), auth.slice(split + 1)];
  const { pathname, search } = new URL(url);
  const cnonce = randomBytes(16).toString('hex');
  const digest = /(?:^|,\s*)(Digest\s.*)$/i.exec(challenge)?.[1] ?? '';
  const answer = digestAuthorization(digest, {
    user,
    password,
    method: 'GET',
    uri: pathname + search,
    cnonce,
  });
  if (answer !== undefined || !/(?:^|,\s*)Basic\s/i.test(challenge)) return answer;
  return `Basic ${Buffer.from(auth).toString('base64')}`;
}

/** The text, or what the device asks for before it gives it. */
async function ask(
  url: string,
  signal: AbortSignal,
  options: RequestOptions,
): Promise<string | { readonly challenge: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<string | { readonly challenge: string }>();
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const asked = request(url, { signal, agent: false, ...options }, (response) => {
    const status = response.statusCode ?? 0;
    if (status !== 200) {
      if (status === 401) resolve({ challenge: response.headers['www-authenticate'] ?? '' });
      else reject(new Error(`answered with HTTP status ${status}`));
      response.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= LONGEST_ANSWER) return;
      reject(new Error(`answered with more than ${LONGEST_ANSWER} bytes`));
      response.destroy();
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
    response.on('close', () => reject(new Error('broke off its answer')));
  });
  asked.on('error', reject);
  asked.end();
  return promise;
}
