import type { EmitReading } from '../../stream.ts';

/**
 * What `ipmitool dcmi power reading` prints, in one line. A controller whose metering is off reports 0 W and says
 * `deactivated`: that is no value, while 0 W of an active one is.
 */
export function parsePowerReading(text: string, emit: EmitReading): void {
  const watts = /Instantaneous power reading:\s+(\d{1,6}) Watts/.exec(text)?.[1];
  if (watts === undefined || !/Power reading state is:\s+activated/.test(text)) return;
  emit({ metric: 'power_ipmi', value: Number(watts) * 1e6 });
}
