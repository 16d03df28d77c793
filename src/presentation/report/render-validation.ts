import type { JoulelabError } from '../../domain/errors.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { errorBlock } from './error-block.ts';
import { joinLines, type Painter, painter, type RenderOptions } from './style.ts';
import { warningLines } from './warning-lines.ts';
import { wrapWithPrefix } from './wrap-text.ts';

/** What checking one scenario file gave. */
export type Validation =
  | { readonly file: string; readonly scenario: Scenario }
  | { readonly file: string; readonly error: JoulelabError };

/** For each file one OK line with its services and flows, or all its faults. */
export function renderValidation(validations: readonly Validation[], options: RenderOptions): string {
  const paint = painter(options.color);
  const blocks = validations.map((validation) =>
    'scenario' in validation
      ? validLines(validation.file, validation.scenario, options.width, paint)
      : errorBlock(validation.error, options.width, paint),
  );
  return joinLines(
    blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
    options,
  );
}

function validLines(file: string, scenario: Scenario, width: number, paint: Painter): string[] {
  const flows = scenario.flow.filter((flow) => !flow.hidden).map((flow) => flow.name);
  return [
    `${paint('OK', 'good')} ${file}: ${scenario.name}`,
    ...wrapWithPrefix(
      '   services  ',
      list(scenario.services.map((service) => service.containerName)),
      width,
    ),
    ...wrapWithPrefix('   flows     ', list(flows), width),
    ...warningLines(scenario.warnings, width, paint),
  ];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
