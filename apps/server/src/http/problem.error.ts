import { PROBLEM_KINDS, type ProblemKind } from './problem.catalogue.js';

/** Something that the caller is told of with a problem document of this kind. */
export class ProblemError extends Error {
  /**
   * @param detail what is the matter with this request; the explanation of the kind where it is absent
   * @param headers that go with the answer
   */
  constructor(
    readonly kind: ProblemKind,
    detail: string = PROBLEM_KINDS[kind].explanation,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'ProblemError';
  }
}
