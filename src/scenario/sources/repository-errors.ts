import { JoulelabError } from '../../domain/errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Advertised } from './advertised-refs.ts';

/** How many names an error lists. */
const NAMED = 8;

const NEEDS_PERMISSION =
  /could not read (?:Username|Password)|Authentication failed|Permission denied|terminal prompts disabled|Host key verification|returned error: (?:401|403)|Access denied|HTTP Basic/i;
const NOT_THERE =
  /not found|does not appear to be a git repository|does not exist|returned error: 404|no such|access denied or repository not exported/i;

/** git could not talk to a repository: it is not there, it may not be read, or the way to it is blocked. */
export function fetchFailed(url: string, message: string): JoulelabError {
  const said = `git says: ${message || 'nothing'}`;
  if (/access denied or repository not exported/.test(message)) return notThere(url, said);
  if (NEEDS_PERMISSION.test(message)) {
    return new JoulelabError('repository-unreachable', `${url} may not be read. ${said}`, {
      advice:
        'Check the address. For a private repository set up git itself first: a credential helper, or an SSH key in ssh-agent. It must be able to clone without asking anything: git ls-remote URL.',
    });
  }
  if (
    /unable to access|Could not resolve host|unable to (?:connect|look up)|timed out|refused/i.test(
      message,
    ) &&
    !/returned error: 404/.test(message)
  ) {
    return new JoulelabError('repository-unreachable', `${url} cannot be reached. ${said}`, {
      advice: 'Check the address, the network and the proxy: git ls-remote URL must answer.',
    });
  }
  if (NOT_THERE.test(message)) return notThere(url, said);
  return new JoulelabError('repository-unreachable', `${url} cannot be cloned. ${said}`, {
    advice: 'Try git clone URL. If that works, give the path of the clone.',
  });
}

function notThere(url: string, said: string): JoulelabError {
  return new JoulelabError('repository-not-found', `There is no repository at ${url}. ${said}`, {
    advice: 'Check the address. Servers say the same of a private repository that you may not read.',
  });
}

/** No branch and no tag of this name; without a name, no default branch. */
export function noSuchRevision(url: string, name: string | undefined, refs: Advertised): JoulelabError {
  const names = [...refs.branches.keys(), ...refs.tags.keys()];
  if (names.length === 0) {
    return new JoulelabError('repository-not-found', `${url} has no commits yet.`, {
      advice: 'Push a commit with the scenario to it first.',
    });
  }
  const listed =
    names.slice(0, NAMED).join(', ') + (names.length > NAMED ? `, and ${names.length - NAMED} more` : '');
  if (name === undefined) {
    return new JoulelabError('repository-not-found', `The default branch of ${url} does not exist.`, {
      advice: `Name one with --branch: ${listed}.`,
    });
  }
  return new JoulelabError('repository-not-found', `${url} has no branch or tag "${name}".`, {
    advice: [didYouMean(name, names), `It has ${listed}.`].filter(Boolean).join(' '),
  });
}

export function noSuchCommit(url: string, commit: string, branch: string | undefined): JoulelabError {
  const where = branch === undefined ? url : `branch ${branch} of ${url}`;
  return new JoulelabError('repository-not-found', `There is no commit ${commit} in ${where}.`, {
    advice:
      branch === undefined
        ? 'Check the hash, and that the commit has been pushed.'
        : 'Check the hash, or leave out --branch to look for it in all branches.',
  });
}

export function unclearCommit(url: string, commit: string): JoulelabError {
  return new JoulelabError('repository-not-found', `Several commits of ${url} begin with ${commit}.`, {
    advice: 'Give more digits of the hash.',
  });
}

export function submodulesFailed(url: string, message: string): JoulelabError {
  if (/transport '\w+' not allowed/.test(message)) {
    const text = `A submodule of ${url} is not at a server that joulelab fetches from. git says: ${message}`;
    return new JoulelabError('scenario-unsafe', text, {
      advice:
        'A repository may not name folders of this machine as submodules. Use --allow-unsafe where you trust it, or clone it yourself and give the path.',
    });
  }
  return new JoulelabError(
    'repository-unreachable',
    `The submodules of ${url} cannot be cloned. git says: ${message}`,
    {
      advice:
        'Check that git can clone them: git clone --recurse-submodules URL. Then give the path of the clone.',
    },
  );
}
