export { openStore } from './sqlite/open-sqlite-store.ts';
export type { LabReport, RunSummary, Store } from './store.ts';
