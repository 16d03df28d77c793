import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A meter's answer has a few hundred bytes: more is something else. */
const LONGEST_ANSWER = 64 * 1024;

/** Who may read a meter that asks: `USER:PASSWORD`. Not part of the address, because that is stored with the run. */
export const METER_AUTH_VARIABLE = 'JOULELAB_METER_AUTH';

/**
 * Asks for a document and gives its text. Rejects, with a reason in words, on every status but 200, on a redirect, on what is too
 * long, and when `signal` is aborted, wherever the answer hangs.
 */
export async function askHttp(url: string, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  const auth = process.env[METER_AUTH_VARIABLE];
  const asked = request(
    url,
    { signal, agent: false, ...(auth === undefined ? {} : { auth }) },
    (response) => {
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        reject(new Error(`answered with HTTP status ${status}`));
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
    },
  );
  asked.on('error', reject);
  asked.end();
  return promise;
}
