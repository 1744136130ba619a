import { resolve } from 'node:path';
import { type EncryptionKey, parseEncryptionKeys } from './encryption-keys.format.js';
import { parseTrustedProxies } from './trusted-proxies.format.js';
import type { Environment } from './environment.variables.js';

/** What the environment means, in the terms of the code. Made once at start; injectable by class. */
export class Settings {
  readonly port: number;
  /** `all` serves HTTP and works; `api` serves only; `worker` works only. */
  readonly role: 'all' | 'api' | 'worker';
  /** Address at which vendors reach Herald, without a trailing slash. */
  readonly publicUrl: string;
  /** Absolute path of what the embedded store keeps. */
  readonly dataDirectory: string;
  /** Undefined: the embedded PostgreSQL is used. */
  readonly databaseUrl: string | undefined;
  /** Undefined: the queue runs on PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Undefined: a key is made and kept in the data directory. */
  readonly encryptionKeys: readonly EncryptionKey[] | undefined;
  /** Key and secret of the first app, where given. */
  readonly firstApp: { apiKey: string; apiSecret: string } | undefined;
  /** Address of the dashboard's first admin, where given. */
  readonly adminEmail: string | undefined;
  /** Of the first admin; undefined: a one-time link is printed. */
  readonly adminPassword: string | undefined;
  /** Proxies whose word counts on where a request came from: addresses, ranges, names of ranges. */
  readonly trustedProxies: readonly string[];
  /** Names of npm packages that bring further providers. */
  readonly providerPackages: readonly string[];
  /** Beyond so many due deliveries no notification is accepted. */
  readonly maxBacklog: number;
  /** Connections to PostgreSQL that the store of one process uses at most. */
  readonly databaseConnections: number;
  /** Days after which what was settled is deleted with its notification; undefined: kept for ever. */
  readonly retentionDays: number | undefined;
  /** Days after which raw callbacks are deleted. */
  readonly callbackRetentionDays: number;
  /** Days after which entries of the audit log are deleted. */
  readonly auditRetentionDays: number;
  /** For so long after SIGTERM requests are still taken, so that whoever distributes them notices that it is not ready. */
  readonly drainMs: number;
  readonly logLevel: string;
  readonly #variables: Readonly<Record<string, string | undefined>>;

  /**
   * @param environment checked
   * @param variables as in `process.env`: providers name settings of their own that it may hold
   */
  constructor(environment: Environment, variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
    this.port = environment.PORT;
    this.role = environment.HERALD_ROLE;
    this.publicUrl = (environment.HERALD_PUBLIC_URL ?? `http://localhost:${environment.PORT}`).replace(/\/+$/, '');
    this.dataDirectory = resolve(environment.HERALD_DATA_DIR);
    this.databaseUrl = environment.DATABASE_URL;
    this.redisUrl = environment.REDIS_URL;
    const keys = environment.HERALD_ENCRYPTION_KEYS;
    this.encryptionKeys = keys === undefined ? undefined : parseEncryptionKeys(keys);
    const { HERALD_API_KEY: apiKey, HERALD_API_SECRET: apiSecret } = environment;
    this.firstApp = apiKey === undefined || apiSecret === undefined ? undefined : { apiKey, apiSecret };
    this.adminEmail = environment.HERALD_ADMIN_EMAIL;
    this.adminPassword = environment.HERALD_ADMIN_PASSWORD;
    this.trustedProxies = parseTrustedProxies(environment.HERALD_TRUSTED_PROXIES ?? '') ?? [];
    this.providerPackages = environment.HERALD_PROVIDERS?.split(',') ?? [];
    this.maxBacklog = environment.HERALD_MAX_BACKLOG;
    this.databaseConnections = environment.HERALD_DATABASE_CONNECTIONS;
    this.retentionDays = environment.HERALD_RETENTION_DAYS;
    this.callbackRetentionDays = environment.HERALD_CALLBACK_RETENTION_DAYS;
    this.auditRetentionDays = environment.HERALD_AUDIT_RETENTION_DAYS;
    this.drainMs = environment.HERALD_DRAIN_MS;
    this.logLevel = environment.LOG_LEVEL;
  }

  /** A provider's setting from the environment; an empty value counts as absent. */
  variable(name: string): string | undefined {
    return this.#variables[name] || undefined;
  }
}
