import { readFile, stat } from 'node:fs/promises';
import { codeOf, EmbeddedPostgresError } from './embedded-postgres.error.js';

/** The operating system's account that the server runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

const ACCOUNTS_IN_ORDER = ['postgres', 'nobody'];

/**
 * Which account the server runs as: undefined means "as Herald itself", which is right for everyone but root.
 * PostgreSQL refuses to run as root, and wants to own its directory. As root: the owner of an existing cluster, else
 * the owner of the data directory unless that is root or has no account, else `postgres`, else `nobody`; no account is ever made.
 * @throws EmbeddedPostgresError `data_directory_unusable` when the cluster belongs to someone the server cannot be,
 *   `no_server_user` when this machine has neither account
 */
export async function serverUser(dataDirectory: string, clusterDirectory: string): Promise<ServerUser | undefined> {
  const self = process.geteuid?.();
  if (self === undefined) return undefined;
  const cluster = await ownerOf(clusterDirectory);
  if (self !== 0) {
    if (cluster && cluster.uid !== self) throw ownedByAnother(clusterDirectory, cluster.uid, self);
    return undefined;
  }
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  const named = ACCOUNTS_IN_ORDER.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
  if (cluster?.uid === 0) throw ownedByAnother(clusterDirectory, 0, named?.uid);
  if (cluster) return { uid: cluster.uid, gid: accounts.find(({ uid }) => uid === cluster.uid)?.gid ?? cluster.gid };
  const owner = await ownerOf(dataDirectory);
  // initdb wants an account, not just an id.
  const account = accounts.find(({ uid }) => uid !== 0 && uid === owner?.uid) ?? named;
  if (account) return { uid: account.uid, gid: account.gid };
  throw new EmbeddedPostgresError(
    'no_server_user',
    `PostgreSQL refuses to run as root, and this machine has no user ${ACCOUNTS_IN_ORDER.join(' or ')} to run it as; ` +
      `run Herald as an ordinary user, give ${dataDirectory} to one (chown), or set DATABASE_URL`,
  );
}

interface Account extends ServerUser {
  name: string;
}

/** The accounts in the text of /etc/passwd (passwd(5)). */
export function parsePasswd(text: string): Account[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => /^\d+$/.test(fields[2] ?? '') && /^\d+$/.test(fields[3] ?? ''))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

async function ownerOf(path: string): Promise<ServerUser | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ownedByAnother(directory: string, owner: number, wanted: number | undefined): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'data_directory_unusable',
    `${directory} belongs to the user with id ${owner}, and PostgreSQL must own its directory; run Herald as that user` +
      ` (not root), hand it over with "chown -R ${wanted ?? '<user>'} ${directory}", or set HERALD_DATA_DIR to another directory`,
  );
}
