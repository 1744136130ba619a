import pg from 'pg';

/** A statement that takes longer is cancelled by the server, and its connection goes on. */
const STATEMENT_WITHIN_MS = 10_000;
/** When not even the cancellation has come by then, nobody answers: the connection is given up. */
const ANSWER_WITHIN_MS = 12_000;
const CONNECT_WITHIN_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A connection whose loss is always heard. A pool's connections are worked on without anybody listening meanwhile; their
 * loss would end the process, while the statement under way fails and is dealt with anyway.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * How connections to PostgreSQL are made, so that nothing waits for ever: for a connection, for one of the pool to be free,
 * or for an answer.
 */
export function connectionOptions(connectionString: string): pg.PoolConfig {
  return {
    connectionString,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    Client: HeardClient,
  };
}

/**
 * Has the server cancel what takes too long, so that statements that nobody waits for any more do not pile up. Not a start
 * option: poolers in between refuse those that they do not know. The pool waits for it, though its types do not say so.
 */
export const limitStatements = ((client) =>
  client.query(`set statement_timeout = ${STATEMENT_WITHIN_MS}`)) as NonNullable<pg.PoolConfig['onConnect']>;
