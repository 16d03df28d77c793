/** Takes the lock named by its arguments and holds it: for tests that need a real other process. */
import { acquireMachineLock } from '../lock.ts';

const [path = '', runId = '', holdMs = '0'] = process.argv.slice(2);
await using lock = await acquireMachineLock({ path, runId, wait: holdMs === 'contend' });
process.stdout.write(`held ${process.hrtime.bigint()}\n`);
if (holdMs === 'contend') {
  await new Promise((resolve) => setTimeout(resolve, 60));
  process.stdout.write(`left ${process.hrtime.bigint()}\n`);
} else {
  await new Promise((resolve) => setTimeout(resolve, Number(holdMs)));
}
void lock;
