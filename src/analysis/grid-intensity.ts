import { averageIntensity } from '@tgwf/co2/data';
import { JoulelabError } from '../domain/errors.ts';
import type { GridIntensity } from '../domain/report.ts';

const WORLD = 'WORLD';

/** @tgwf/co2 carries for each country the newest year that Ember had when the package was made, without naming it. */
const SOURCE = 'Ember, life-cycle average of the newest year in @tgwf/co2 0.19, CC BY-SA 4.0';

/**
 * Average carbon intensity of a country's electricity in g CO2e per kWh.
 *
 * @param zone ISO 3166 alpha-3 code (`DEU`) or a region of the data (`EU`, `WORLD`), in any case; the world's average
 *   where it is absent.
 * @throws JoulelabError `usage` for a zone that the data does not have.
 */
export function gridIntensity(zone?: string): GridIntensity {
  const wanted = (zone ?? WORLD).trim().toUpperCase();
  const gramsPerKwh = Object.hasOwn(averageIntensity.data, wanted)
    ? averageIntensity.data[wanted]
    : undefined;
  if (gramsPerKwh === undefined) throw unknownZone(zone ?? '');
  return { gramsPerKwh, zone: wanted, source: SOURCE };
}

function unknownZone(zone: string): JoulelabError {
  const first = zone.trim().charAt(0).toUpperCase();
  const near = Object.keys(averageIntensity.data).filter((known) => known.startsWith(first));
  return new JoulelabError('usage', `No carbon intensity is known for the zone ${JSON.stringify(zone)}.`, {
    advice:
      'Give a three-letter country code (ISO 3166 alpha-3), EU or WORLD.' +
      (first === '' || near.length === 0 ? '' : ` Known with ${first}: ${near.join(', ')}.`),
  });
}
