export { removeStaleCommandCgroups } from './command-cgroup.ts';
export { type CommandJob, measureCommand } from './measure-command.ts';
