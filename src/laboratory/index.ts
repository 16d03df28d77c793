export { burnThreads } from './burn-threads.ts';
