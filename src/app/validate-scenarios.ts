import { type JoulelabError, toJoulelabError } from '../domain/errors.ts';
import {
  type ExitStatus,
  renderValidation,
  type Terminal,
  type ValidateOptions,
  type Validation,
} from '../presentation/index.ts';
import { loadScenario } from '../scenario/index.ts';

/** `joulelab validate`: checks scenario files; nothing is started. */
export async function validateScenarios(options: ValidateOptions, { stdout }: Terminal): Promise<ExitStatus> {
  const validations: Validation[] = [];
  for (const file of options.files) validations.push(await validateFile(file, options));
  stdout.write(options.json ? asJson(validations) : renderValidation(validations, stdout));
  const failed = validations.find((validation) => 'error' in validation);
  return failed === undefined || !('error' in failed) ? 0 : failed.error.exitStatus;
}

async function validateFile(file: string, options: ValidateOptions): Promise<Validation> {
  const { variables, allowUnsafe, skipUnsafe, allowedRunArgs } = options;
  try {
    return {
      file,
      scenario: await loadScenario({ path: file, variables, allowUnsafe, skipUnsafe, allowedRunArgs }),
    };
  } catch (thrown) {
    return { file, error: toJoulelabError(thrown) };
  }
}

function asJson(validations: readonly Validation[]): string {
  const files = validations.map((validation) =>
    'scenario' in validation
      ? { file: validation.file, valid: true, scenario: validation.scenario }
      : {
          file: validation.file,
          valid: false,
          error: errorFields(validation.error),
        },
  );
  return `${JSON.stringify({ files }, null, 2)}\n`;
}

function errorFields({ code, message, advice, details }: JoulelabError): object {
  return { code, message, advice, details };
}
