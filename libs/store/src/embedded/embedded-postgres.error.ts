/** What can go wrong with the embedded server; each is explained, with its mend, in the error's message. */
export type EmbeddedPostgresFault =
  | 'binaries_missing'
  | 'data_directory_unusable'
  | 'no_server_user'
  | 'init_failed'
  | 'start_failed'
  | 'in_use'
  | 'stop_failed'
  | 'lost';

/** A fault of the embedded PostgreSQL server. The message says what to do; it never holds the password. */
export class EmbeddedPostgresError extends Error {
  override readonly name: string = 'EmbeddedPostgresError';

  constructor(
    readonly fault: EmbeddedPostgresFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A Herald process: its pid, and the host name (in a container, the container's) that the pid belongs to. */
export interface OwnerProcess {
  pid: number;
  host: string;
}

/** A second live Herald was started on a data directory. `owner` is undefined when the owner left in that moment. */
export class DataDirectoryInUseError extends EmbeddedPostgresError {
  override readonly name = 'DataDirectoryInUseError';

  constructor(
    dataDirectory: string,
    readonly owner: OwnerProcess | undefined,
    thisHost: string,
  ) {
    const onHost = owner && owner.host !== thisHost ? ` on host ${owner.host}` : '';
    const who = owner ? ` (pid ${owner.pid}${onHost})` : '';
    super(
      'in_use',
      `another Herald${who} is using ${dataDirectory}; stop it, or set HERALD_DATA_DIR to another directory or ` +
        'DATABASE_URL to a PostgreSQL server that both can use',
    );
  }
}

/** The text of anything thrown, for a message. */
export function messageOf(thrown: unknown): string {
  return property(thrown, 'message') ?? String(thrown);
}

/** The code of a system error (`ENOENT`) or of a PostgreSQL error (SQLSTATE, `57P03`); undefined without one. */
export function codeOf(thrown: unknown): string | undefined {
  return property(thrown, 'code');
}

/** By shape and not by class: errors of Node.js itself are no instances of Error in another context (node:vm). */
function property(thrown: unknown, name: 'message' | 'code'): string | undefined {
  const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
