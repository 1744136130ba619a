const ANSWER_WITHIN_MS = 4_000;

/**
 * The answer of the queue, waited for only so long: what is asked on a connection that is silent stays unanswered until
 * the connection is given up, and another one made.
 *
 * @throws what the answer throws, or that it did not come in time; what was asked may be done later all the same
 */
export async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
