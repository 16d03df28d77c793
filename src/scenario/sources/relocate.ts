import { relative } from 'node:path';
import { JoulelabError } from '../../domain/errors.ts';
import type { Build, Scenario } from '../../domain/scenario.ts';
import { builtImageName } from '../build/image-build.ts';
import type { ClonePlace } from './find-files.ts';

/** An error with the paths of a clone as the repository has them: the clone is gone when it is read. */
export function relocateError(error: JoulelabError, clone: ClonePlace | undefined): JoulelabError {
  if (clone === undefined) return error;
  const move = (text: string): string => relocateText(text, clone);
  const { code, message, advice, details } = error;
  const faults = details.faults?.map((fault) => ({
    ...fault,
    file: move(fault.file),
    message: move(fault.message),
    ...(fault.hint === undefined ? {} : { hint: move(fault.hint) }),
  }));
  return new JoulelabError(code, move(message), {
    advice: move(advice),
    details: faults === undefined ? details : { ...details, faults },
    cause: error,
  });
}

/**
 * A scenario from a clone. Images that it builds are named after the repository and not after the folder of the clone,
 * which is another one each time: a second run then finds the image of the first.
 */
export function relocateScenario(scenario: Scenario, clone: ClonePlace): Scenario {
  const names = new Map(
    scenario.services.flatMap(({ key, image, build }) =>
      build === undefined ? [] : [[image, builtImageName(key, inRepository(build, clone))] as const],
    ),
  );
  return {
    ...scenario,
    services: scenario.services.map((service) => ({
      ...service,
      image: names.get(service.image) ?? service.image,
    })),
    warnings: scenario.warnings.map((warning) => ({
      ...warning,
      message: relocateText(warning.message, clone),
    })),
  };
}

function inRepository(build: Build, { folder, url }: ClonePlace): Build {
  const place = (path: string): string => `${url}#${relative(folder, path)}`;
  return {
    ...build,
    context: place(build.context),
    ...(build.dockerfile === undefined ? {} : { dockerfile: place(build.dockerfile) }),
  };
}

function relocateText(text: string, { folder, url }: ClonePlace): string {
  return text.replaceAll(`${folder}/`, '').replaceAll(folder, url);
}
