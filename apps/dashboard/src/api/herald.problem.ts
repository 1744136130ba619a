import type { Fault, Problem } from './herald.types.js';

/** Kinds that may be gone at the next try. */
const PASSING = new Set(['unavailable', 'overloaded', 'connection']);

/** What Herald refused or failed at, in its own words, or that it could not be reached. */
export class HeraldProblem extends Error {
  private constructor(
    /** Last part of the problem's type, such as `not-found`; `connection` where no answer came. */
    readonly kind: string,
    /** One line. */
    readonly title: string,
    /** What happened and what to do, in full. */
    readonly detail: string,
    /** Each with the path of the field that it is about. */
    readonly faults: readonly Fault[],
    options?: ErrorOptions,
  ) {
    super(`${title}: ${detail}`, options);
    this.name = 'HeraldProblem';
  }

  static answered(problem: unknown, status: number): HeraldProblem {
    if (!isProblem(problem)) {
      const detail = `The answer (HTTP ${status}) came from something between this page and Herald.`;
      return new HeraldProblem('unexpected', 'Herald did not answer', detail, []);
    }
    return new HeraldProblem(
      problem.type.split('/').at(-1) ?? 'unexpected',
      problem.title,
      problem.detail,
      problem.errors ?? [],
    );
  }

  static unreachable(cause: unknown): HeraldProblem {
    const detail = 'Check the network and whether Herald runs. The page goes on when it answers again.';
    return new HeraldProblem('connection', 'Herald cannot be reached', detail, [], { cause });
  }

  /** Whether the same request may be answered at the next try. */
  get isPassing(): boolean {
    return PASSING.has(this.kind);
  }

  /** What is wrong with this field, if anything; `path` as in the request's body. */
  faultOf(path: string): string | undefined {
    const messages = this.faults.filter((fault) => fault.path === path).map(({ message }) => message);
    return messages.length === 0 ? undefined : messages.join('; ');
  }
}

/** What an error says about a field, if it is Herald's and says something; `path` as in the request's body. */
export function faultAt(error: unknown, path: string): string | undefined {
  return error instanceof HeraldProblem ? error.faultOf(path) : undefined;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body && 'detail' in body;
}
