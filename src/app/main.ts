import { runCli } from '../presentation/index.ts';
import { actions } from './actions.ts';
import { joulelabVersion } from './begin-run.ts';
import { crashOnUncaught } from './crash.ts';

crashOnUncaught();
process.exitCode = await runCli(process.argv.slice(2), actions, { version: joulelabVersion });
