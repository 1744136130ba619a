import { ApiSchema } from '@nestjs/swagger';

/** What is the same for every problem of a kind. */
@ApiSchema({ name: 'ProblemKind' })
export class ProblemKindDto {
  /**
   * The `type` of the problem documents.
   * @example "/problems/invalid-request"
   */
  type!: string;

  /**
   * The HTTP status.
   * @example 422
   */
  status!: number;

  /** The kind in words. */
  title!: string;

  /** What it means and what to do. */
  explanation!: string;
}
