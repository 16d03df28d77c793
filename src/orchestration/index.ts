export { removeStaleKeepers } from './accounting/keeper-cgroups.ts';
export {
  containerBed,
  hostBed,
  LABORATORY_IMAGE,
  provideLaboratoryImage,
  unpackImage,
  withoutHostRoot,
} from './bench/index.ts';
export { type LeftoverReport, removeLeftovers } from './cleanup.ts';
export { type CommandJob, measureCommand, removeStaleCommandCgroups } from './command/index.ts';
export { connectEngine } from './engine/connect-engine.ts';
export type { Engine } from './engine/engine.ts';
export {
  acquireMachineLock,
  type LockOwner,
  type LockRequest,
  type MachineLock,
  machineLockHolder,
} from './lock.ts';
export { measureScenario } from './measure-scenario.ts';
export type { Measured, ScenarioJob } from './measured.ts';
export { engineRuntimes, openLaboratoryEngine, privilegedUnder, provideImage } from './probe-engine/index.ts';
export { listRuntimes } from './runtimes/list-runtimes.ts';
export { type SelectedRuntime, selectRuntime } from './runtimes/select-runtime.ts';
export { type RuntimeSetup, type SetupStep, setupSteps } from './runtimes/setup-steps.ts';
