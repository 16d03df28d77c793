import { JoulelabError } from '../../../domain/errors.ts';
import type { StreamPlan, StreamProvider } from '../../stream.ts';
import { EXTERNAL_METRICS, UNITS } from './metrics.ts';
import { parseProgramLine } from './parse.ts';

const FORM = 'NAME:UNIT:gauge|counter|delta=COMMAND';
const SETTING = /^([a-z][a-z0-9_-]*):([A-Za-z]+):(gauge|counter|delta)=(.*\S.*)$/s;

/** Any program that prints `<µs> <value> [<detail>]` lines, such as a metric provider of the Green Metrics Tool. */
export const program: StreamProvider = {
  id: 'program',
  setting: FORM,
  metrics: EXTERNAL_METRICS,
  probe: () => ({
    available: false,
    reason: 'no program was named',
    advice: `Name one: joulelab run --provider 'program=psu:mW:gauge=./psu-meter -i 100'`,
  }),
  plan: (_env, setting) => planProgram(setting),
  parse: (plan, text, emit) => parseProgramLine(plan, text, emit),
};

function planProgram(setting: string): StreamPlan {
  const [, name, unit, kind, command] = SETTING.exec(setting) ?? [];
  if (name === undefined || unit === undefined || kind === undefined || command === undefined) {
    throw settingError(setting, `Write program=${FORM}, such as program=psu:mW:gauge=./psu-meter -i 100.`);
  }
  const known = UNITS[unit];
  const metric = known?.[kind === 'gauge' ? 'gauge' : 'counter'];
  if (known === undefined || metric === undefined) {
    const fitting = Object.keys(UNITS).filter(
      (one) => UNITS[one]?.[kind === 'gauge' ? 'gauge' : 'counter'] !== undefined,
    );
    throw settingError(setting, `Units of a ${kind}: ${fitting.join(', ')}.`);
  }
  return {
    name: `program ${name}`,
    source: { kind: 'program', argv: ['sh', '-c', command] },
    context: { detail: name, metric, factor: known.factor, ...(kind === 'delta' ? { delta: true } : {}) },
  };
}

function settingError(setting: string, advice: string): JoulelabError {
  return new JoulelabError('usage', `The setting of the provider program is not understood: ${setting}`, {
    advice,
  });
}
