import { TransportFault, type TransportVerdict } from './transport.fault.js';

const UNREADABLE: TransportVerdict = { sent: 'maybe', cause: 'unreadable_answer' };

/**
 * Twilio answered a question with an error. The official client's own error is not kept as a cause: its message can
 * quote addresses.
 */
export class TwilioRefusal extends Error {
  override readonly name = 'TwilioRefusal';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Twilio's error code, where it gave one. */
    readonly code: number | undefined,
  ) {
    super(`Twilio refused to answer: HTTP ${status}${code === undefined ? '' : `, error ${code}`}`);
  }
}

/**
 * Waits for a call of the official client.
 *
 * @throws {TwilioRefusal} in the place of the client's error, when Twilio answered
 * @throws {TransportFault} when it did not, or not in a form that can be read
 */
export async function answerOf<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    // The client reads every answer of status 2xx as JSON.
    if (error instanceof SyntaxError) throw new TransportFault(UNREADABLE, undefined);
    if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') throw error;
    throw new TwilioRefusal(error.status, 'code' in error && typeof error.code === 'number' ? error.code : undefined);
  }
}
