import type { IncomingMessage } from 'node:http';

const LARGEST_BODY = 1_048_576;

/** The body is larger than any request of the API. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/**
 * The request's body as text.
 *
 * @throws BodyTooLargeError beyond 1 MiB
 */
export function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= LARGEST_BODY) chunks.push(chunk);
      else reject(new BodyTooLargeError('The request body is larger than 1 MiB.'));
    });
    request.on('end', () => resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString('utf8') ?? ''));
    request.on('error', reject);
  });
}
