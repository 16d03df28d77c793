/** A cgroup's pressure files have the format of the machine's. */
export { parsePressure } from '../psi-system/parse.ts';
