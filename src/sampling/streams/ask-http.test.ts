import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { askHttp, METER_AUTH_VARIABLE } from './ask-http.ts';
import { digestAuthorization } from './digest-auth.ts';

afterEach(() => vi.unstubAllEnvs());

/** The example of RFC 7616, section 3.9.1. */
const REQUEST = {
  user: 'Mufasa',
  password: 'Circle of Life',
  method: 'GET',
  uri: '/dir/index.html',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
};
const FIELDS =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

test.each([
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
])('digest with %s, as RFC 7616 has it', (algorithm, response) => {
  const answer = digestAuthorization(`Digest ${FIELDS}, algorithm=${algorithm}`, REQUEST);
  expect(answer).toContain(`response="${response}"`);
  expect(answer).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
  expect(answer).not.toContain(REQUEST.password);
});

test.each([
  'Basic realm="x"',
  'Digest realm="x"',
  `Digest ${FIELDS}, algorithm=SHA-999`,
  'Digest realm="x", nonce="y", qop="auth-int"',
])('no answer to %s', (challenge) => expect(digestAuthorization(challenge, REQUEST)).toBeUndefined());

/** A server that answers as a protected Shelly of the second generation does: 401 with a challenge first. */
const shelly: RequestListener = (request, response) => {
  const { authorization = '' } = request.headers;
  if (authorization.startsWith('Basic')) throw new Error('the password came in readable form');
  const cnonce = /cnonce="([^"]+)"/.exec(authorization)?.[1];
  const challenge =
    'Digest qop="auth", realm="shellyplusplugs-a8032abe54dc", nonce="1669977374", algorithm=SHA-256';
  const right = digestAuthorization(challenge, {
    user: 'admin',
    password: 'secret:word',
    method: 'GET',
    uri: request.url ?? '',
    cnonce: cnonce ?? '',
  });
  if (cnonce !== undefined && authorization === right) response.end('{"apower":1}');
  else response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
};

test.each([
  ['the right password', 'admin:secret:word', '{"apower":1}'],
  ['a wrong one', 'admin:wrong', 'answered with HTTP status 401'],
  ['none', undefined, 'answered with HTTP status 401'],
])('a meter that asks for a digest, and %s', async (_, auth, expected) => {
  vi.stubEnv(METER_AUTH_VARIABLE, auth);
  expect(await answerOf(shelly)).toBe(expected);
});

test.each([
  ['nothing', undefined, 'HTTP status 401', ['']],
  ['Basic', 'Basic realm="x"', 'come in', ['', 'Basic YWRtaW46c2VjcmV0OndvcmQ=']],
  ['both', `Basic realm="x", Digest ${FIELDS}, algorithm=MD5`, 'come in', ['', 'Digest']],
  ['another way', 'Bearer realm="x"', 'HTTP status 401', ['']],
])('a meter that asks for %s: what it is sent', async (_, challenge, expected, sent) => {
  vi.stubEnv(METER_AUTH_VARIABLE, 'admin:secret:word');
  const seen: string[] = [];
  const answer = await answerOf((request, response) => {
    const { authorization = '' } = request.headers;
    seen.push(authorization.startsWith('Digest') ? 'Digest' : authorization);
    if (authorization !== '') response.end('come in');
    else response.writeHead(401, challenge === undefined ? {} : { 'WWW-Authenticate': challenge }).end();
  });
  expect(answer).toContain(expected);
  expect(seen).toEqual(sent);
});

async function answerOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/rpc/Switch.GetStatus?id=0`;
    return await askHttp(url, AbortSignal.timeout(5000)).catch((error: Error) => error.message);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
