export { openStore } from './sqlite/open-sqlite-store.ts';
export type { RunSummary, Store } from './store.ts';
