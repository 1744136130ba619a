/**
 * The server's settings, for a server inside one application on one machine. They are given at the start rather than
 * written into the cluster, so that a new version of Herald brings its own.
 * https://www.postgresql.org/docs/18/runtime-config.html
 */
const POSTMASTER_SETTINGS: PostmasterSettings = {
  listen_addresses: '127.0.0.1',
  // Relative to the cluster: out of reach of other users, and short enough however deep the data directory lies.
  unix_socket_directories: process.platform === 'win32' ? '' : '.',
  max_connections: '60',
  shared_buffers: '128MB',
  jit: 'off',

  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '10min',
  autovacuum: 'on',
  autovacuum_naptime: '15s',
  // A crash ends the server, which Herald notices and reports, instead of dropping Herald's lock behind its back.
  restart_after_crash: 'off',

  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] ',
  // Statements, and the errors about them, may hold personal data: Herald gets them, the log does not.
  log_statement: 'none',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** Names and values: https://www.postgresql.org/docs/18/runtime-config.html */
export type PostmasterSettings = Readonly<Record<string, string>>;

/** The same as command-line arguments of `postgres`, with some changed. */
export function settingsAsArguments(changes: PostmasterSettings = {}): string[] {
  return Object.entries({ ...POSTMASTER_SETTINGS, ...changes }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
