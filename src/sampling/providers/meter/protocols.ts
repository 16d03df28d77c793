/** One meter of a device, in the device's own figures. Anything but a number means "not there". */
export type MeterValues = { readonly channel?: string; readonly watts?: unknown; readonly joules?: unknown };

/** How a kind of meter is asked and answers. */
export type MeterProtocol = {
  /** The address to ask, from the device's own. */
  readonly address: (device: URL) => string;
  /** Values in a JSON answer of whatever shape; never throws. */
  readonly read: (answer: unknown) => readonly MeterValues[];
};

const JOULES_PER_WH = 3600;

/** Protocols by the name that the setting uses. Samples and sources: README.md and testdata. */
export const PROTOCOLS: Readonly<Record<string, MeterProtocol>> = {
  /** Shelly Plus, Pro, Gen3 and later: power in W, energy in Wh. */
  shelly: {
    address: (device) => ask(device, '/rpc/Switch.GetStatus?id=0'),
    read: (answer) => {
      const { apower, aenergy } = fields(answer);
      return [{ watts: apower, joules: times(fields(aenergy)['total'], JOULES_PER_WH) }];
    },
  },
  /** Shelly Plug, Plug S, 1PM of the first generation: power in W, energy in watt-minutes. */
  'shelly-gen1': {
    address: (device) => ask(device, '/meter/0'),
    read: (answer) => {
      const { power, total, is_valid: valid } = fields(answer);
      return valid === true ? [{ watts: power, joules: times(total, 60) }] : [];
    },
  },
  /** Tasmota firmware: power in W, energy in kWh, both a list where a device has several channels. */
  tasmota: {
    address: (device) => ask(device, '/cm?cmnd=Status%208'),
    read: (answer) => {
      const { Power, Total } = fields(fields(fields(answer)['StatusSNS'])['ENERGY']);
      if (!Array.isArray(Power)) return [{ watts: Power, joules: times(Total, 1000 * JOULES_PER_WH) }];
      return Power.map((watts: unknown, index) => ({ channel: String(index + 1), watts }));
    },
  },
  /** Gude Expert Power Control: a description of the sensors and, in the same order, their values; power in W. */
  gude: {
    // 0x10000: sensor_descr, 0x4000: sensor_values.
    address: (device) => ask(device, '/status.json?components=81920'),
    read: readGude,
  },
};

function ask(device: URL, path: string): string {
  return new URL(path, device.origin).href;
}

function readGude(answer: unknown): MeterValues[] {
  const { sensor_descr: descriptions, sensor_values: values } = fields(answer);
  return list(descriptions).flatMap((description, sensor) => {
    const { fields: columns, properties, type } = fields(description);
    const column = list(columns).findIndex((one) => fields(one)['name'] === 'ActivePower');
    const rows = fields(list(values)[sensor]);
    if (column < 0 || rows['type'] !== type) return [];
    return list(rows['values']).map((row, index) => {
      const { name } = fields(list(properties)[index]);
      const channel = typeof name === 'string' && name !== '' ? name : `${sensor}-${index}`;
      return { channel, watts: fields(list(row)[column])['v'] };
    });
  });
}

function times(value: unknown, factor: number): unknown {
  return typeof value === 'number' ? value * factor : undefined;
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
