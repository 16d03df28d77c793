import type { RuntimeEntry } from '../engine/engine.ts';
import { crun } from './crun/index.ts';
import { firecracker } from './firecracker/index.ts';
import { gvisor } from './gvisor/index.ts';
import { kata } from './kata/index.ts';
import { other } from './other/index.ts';
import { runc } from './runc/index.ts';
import type { Runtime } from './runtime.ts';
import { sysbox } from './sysbox/index.ts';
import { youki } from './youki/index.ts';

/** All known runtimes; the first that recognises an entry is taken, and the last recognises every one. */
export const RUNTIMES: readonly Runtime[] = [runc, crun, youki, gvisor, kata, sysbox, firecracker, other];

/** What an entry of the engine stands for. */
export function recognise(entry: RuntimeEntry): Runtime {
  return RUNTIMES.find((one) => one.recognise(entry)) ?? other;
}
