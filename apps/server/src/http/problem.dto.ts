import { ApiSchema } from '@nestjs/swagger';

/** One thing that is wrong with a request. */
@ApiSchema({ name: 'Fault' })
export class FaultDto {
  /**
   * Dotted path from the root of the body, or the name of the parameter or header; empty for the body as a whole.
   * @example "recipients.0.identifier"
   */
  path!: string;

  /**
   * What is wrong and how to mend it.
   * @example "is required: the user's identifier, text of 1 to 256 characters"
   */
  message!: string;
}

/** A problem document: https://www.rfc-editor.org/rfc/rfc9457 */
@ApiSchema({ name: 'Problem' })
export class ProblemDto {
  /**
   * URI reference of the kind of problem; the kinds are listed in the description of this document.
   * @example "/problems/invalid-request"
   */
  type!: string;

  /**
   * The kind in words.
   * @example "Invalid request"
   */
  title!: string;

  /**
   * The HTTP status.
   * @example 422
   */
  status!: number;

  /** What is the matter with this request. */
  detail!: string;

  /**
   * Names this occurrence; Herald’s log has it beside the cause of a 5xx.
   * @example "urn:uuid:01934b5c-7d0a-7b63-9c53-2a9a1f4f5c11"
   */
  instance!: string;

  /** Every fault of the request at once, up to 100; only where the request itself is at fault. */
  errors?: FaultDto[];
}
