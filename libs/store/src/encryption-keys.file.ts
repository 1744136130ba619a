import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EncryptionKey, parseEncryptionKeys } from '#herald/config';

/**
 * The encryption keys of an embedded store: read from its data directory, made there at the first start. Only the owner
 * may read the file; losing it loses every sealed secret.
 */
export async function keptEncryptionKeys(dataDirectory: string): Promise<EncryptionKey[]> {
  await mkdir(dataDirectory, { recursive: true });
  const path = join(dataDirectory, 'encryption-keys');
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`1:${randomBytes(32).toString('base64')}\n`);
    await file.sync();
    await file.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return parseEncryptionKeys((await readFile(path, 'utf8')).trim());
}
