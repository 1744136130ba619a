/** One thing that is wrong with an input: where, and what to write instead. Inputs are answered with all their faults. */
export interface Fault {
  /** Dotted path from the root of the input, e.g. `override.twilio_whatsapp.Body`. */
  path: string;
  /** What is wrong and how to mend it, in words for the person who wrote the input. Never quotes a secret. */
  message: string;
}
