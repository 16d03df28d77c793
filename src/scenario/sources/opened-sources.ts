import type { Subject } from '../../domain/run.ts';
import type { Scenario } from '../../domain/scenario.ts';

/** What is to be measured, as a user names it. */
export type SourceRequest = {
  /** Paths of files and folders, and addresses of repositories; patterns that the shell left alone are resolved. */
  readonly sources: readonly string[];
  /** Scenario files in each source, patterns allowed; none: the file itself, or the default name in a folder. */
  readonly filenames: readonly string[];
  /** Branch or tag. A local repository is then cloned: its work tree stays as it is. */
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly allowUnsafe: boolean;
  readonly skipUnsafe: boolean;
  readonly allowedRunArgs?: readonly string[] | undefined;
  /** Folder below which clones are made. */
  readonly clonesFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** Told what takes time, in words for people. */
  readonly onStep?: ((text: string) => void) | undefined;
};

/** Where a scenario comes from, as it is stored with the run; `file` is a path in the repository where that was cloned. */
export type Origin = Pick<
  Extract<Subject, { kind: 'scenario' }>,
  'file' | 'uri' | 'branch' | 'commit' | 'dirty' | 'relations'
>;

export type SourcedScenario = { readonly scenario: Scenario; readonly origin: Origin };

/** Validated scenarios in the order named; disposing removes the clones that they came from. */
export type OpenedSources = Disposable & { readonly scenarios: readonly SourcedScenario[] };
