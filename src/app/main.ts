import { runCli } from '../presentation/index.ts';
import { actions } from './actions.ts';
import { joulelabVersion } from './begin-run.ts';

process.exitCode = await runCli(process.argv.slice(2), actions, { version: joulelabVersion });
