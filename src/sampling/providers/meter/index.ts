import { JoulelabError } from '../../../domain/errors.ts';
import type { StreamPlan, StreamProvider } from '../../stream.ts';
import { METER_AUTH_VARIABLE } from '../../streams/ask-http.ts';
import { parseMeter } from './parse.ts';
import { PROTOCOLS } from './protocols.ts';

const FORM = `${Object.keys(PROTOCOLS).join('|')}:URL`;
const EVERY_MS = 1000;
const TIMEOUT_MS = 3000;

/** Power and energy at the wall, from a plug or a power strip with a web interface. */
export const meter: StreamProvider = {
  id: 'meter',
  setting: FORM,
  metrics: [
    {
      name: 'power_meter',
      unit: 'uW',
      kind: 'gauge',
      scope: 'machine',
      details: 'none',
      help: 'Power at the wall as an external meter shows it: all that is plugged into it, power supply losses included.',
    },
    {
      name: 'energy_meter',
      unit: 'uJ',
      kind: 'counter',
      scope: 'machine',
      details: 'none',
      help: 'Energy at the wall as an external meter counts it, in the steps of that meter (1 mWh to 1 Wh).',
    },
  ],
  probe: () => ({
    available: false,
    reason: 'no meter was named',
    advice: 'Name one: joulelab run --provider meter=shelly:http://ADDRESS (or shelly-gen1, tasmota, gude).',
  }),
  plan: (_env, setting) => planMeter(setting),
  parse: (plan, text, emit) => parseMeter(plan, text, emit),
};

function planMeter(setting: string): StreamPlan {
  const split = setting.indexOf(':');
  const protocol = PROTOCOLS[setting.slice(0, Math.max(0, split))];
  if (protocol === undefined) throw settingError(setting, `Write meter=${FORM}.`);
  const address = setting.slice(split + 1);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw settingError(setting, 'Write the address as http://HOST, as in a browser.');
  }
  if (url.username !== '' || url.password !== '') {
    throw settingError(
      setting.replace(/\/\/.*@/, '//…@'),
      `Settings are stored with the run: give the password as ${METER_AUTH_VARIABLE}=USER:PASSWORD instead.`,
    );
  }
  return {
    name: `meter ${setting}`,
    source: {
      kind: 'poll-http',
      url: protocol.address(url),
      everyMs: EVERY_MS,
      timeoutMs: TIMEOUT_MS,
    },
    context: { detail: url.host, metric: setting.slice(0, split), factor: 1 },
  };
}

function settingError(setting: string, advice: string): JoulelabError {
  return new JoulelabError('usage', `The setting of the provider meter is not understood: ${setting}`, {
    advice,
  });
}
