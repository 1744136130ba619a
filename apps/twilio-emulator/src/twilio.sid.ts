import { randomFillSync } from 'node:crypto';

const BYTES = 16;
const pool = Buffer.allocUnsafe(BYTES * 512);
let used = pool.length;

/** A new SID: the two letters of its kind and 32 random hexadecimal digits. Random bytes are drawn in bulk. */
export function newSid(kind: 'SM' | 'MM' | 'RQ'): string {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += BYTES;
  return kind + pool.toString('hex', used - BYTES, used);
}
