/**
 * What a run should be read with care for. A closed union: every member has a sentence and advice in `WARNINGS`,
 * is stored with the run and shown in every report.
 */
export const WARNINGS = {
  'quick-run': 'Good for a first look; leave out --quick for numbers that are to be compared.',
  'energy-estimated':
    'The machine has no energy meter that joulelab can read. Run `joulelab doctor` to see what would enable one.',
  'energy-source-passed-over':
    'Its figures stand in the report all the same. Record one meter, outlet or sensor that feeds the machine and no other.',
  'few-meter-readings':
    'The meter is read about once a second: phases of 5 s and more have an energy to rely on. Measure longer, or repeat.',
  'no-energy-source':
    'Only CPU, memory, disk and network are reported. Run `joulelab doctor` to see what would enable energy.',
  'single-core': 'Measure on a machine with two cores or more: joulelab keeps one free for itself.',
  'missed-ticks':
    'The machine was too busy to sample on time: totals are exact, curves have gaps. Use a longer --interval.',
  'limits-ignored':
    'The container engine does not enforce limits: let it manage cgroups, or read CPU and memory as unlimited.',
  'no-container-cgroup':
    'Neither a cgroup nor a process tree shows what it uses, so that is counted under other processes. Use a rootful engine.',
  'container-process-tree':
    'CPU time is good to 10 ms a process, starting commands counts too, disk traffic is unknown. Exact: an engine with cgroups.',
  'controllers-missing':
    'Delegate these controllers to the engine: for a rootless one, `joulelab runtimes setup rootless` says how.',
  'accounting-wrong':
    'Do not compare this container with others: report the machine, engine and runtime (joulelab doctor) as a bug.',
  'runtime-doubtful':
    'If the run fails or its figures look odd, this may be why. `joulelab runtimes` says what each runtime needs here.',
  'container-ended': 'If it was meant to go on, look at its log: joulelab show RUN --logs.',
  'out-of-memory':
    'The kernel killed a process in it: raise its mem_limit, or read the figures as those of software that lacks memory.',
  'output-unread':
    'Log, notes and custom metrics lack the rest. Let it print less, or let a run that prints much come to its end.',
  'objects-left':
    'Run `joulelab cleanup` when the engine answers again; the next measurement removes them too.',
  'container-gone':
    'Counters that end with it were read before it ended: its totals are a lower bound of what the message names.',
  'dirty-work-tree': 'Commit first, so that the measured state can be found again.',
  'ignored-key': 'Nothing to do if the measurement does not depend on it.',
  'dropped-unsafe': 'Use --allow-unsafe on a machine where the scenario is trusted.',
  'source-fault': 'The series has a gap; totals over the gap are unaffected for counters.',
  'stale-objects-removed':
    'An earlier run did not end properly; its containers, networks and volumes were removed.',
  'process-tree':
    'Run as root, or in a delegated cgroup, to count the processes that outlive the command too.',
  'processes-left':
    'They go on unmeasured. If they belong to the measurement, let the command wait for them.',
  'rapl-filtered':
    'Compare longer phases and several runs. Where SGX is not needed, disable it in the firmware: readings are then exact.',
  'provider-unavailable': 'Run `joulelab providers` to see what would enable it.',
  'busy-machine': 'Other work ran while [BASELINE] was measured. Stop it, or use a machine of its own.',
  'cpu-stolen':
    'The host of this virtual machine ran others meanwhile: durations are longer than on a quiet host. Compare several runs.',
  'custom-metric-missing':
    'Print a line such as "1700000000000000 NAME=42" (µs since the epoch) on stdout, and flush it.',
  'custom-metric-incomplete':
    "Print fewer and shorter lines, or a simpler regex; use the machine's own clock.",
} as const;

export type WarningCode = keyof typeof WARNINGS;

export type Warning = {
  readonly code: WarningCode;
  /** The case at hand: which container, which value. */
  readonly message: string;
};

/** The line that tells a reader what to do about a warning. */
export function adviceFor(code: WarningCode): string {
  return WARNINGS[code];
}
