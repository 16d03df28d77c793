/** Process for the test of two writers: opens the store at argv[2] and saves argv[4] runs with ids from argv[3] on. */
import { openStore } from '../index.ts';
import { sampleRun, sampleSeries } from './sample-run.ts';

const [path = '', first = '', count = ''] = process.argv.slice(2);
await using store = await openStore({ path });
for (let i = 0; i < Number(count); i++) {
  const id = (Number(first) + i).toString(16).padStart(12, '0');
  await store.saveRun(sampleRun(id));
  await store.saveSeries(id, [sampleSeries(500)]);
}
