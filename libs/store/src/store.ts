import type { Settings } from '#herald/config';
import { AppSecretRepository } from './app-secret.repository.js';
import { AppRepository } from './app.repository.js';
import { AttemptLog } from './attempt.log.js';
import { AuditLog } from './audit.log.js';
import { BreakerRepository } from './breaker.repository.js';
import { CallbackRepository } from './callback.repository.js';
import { ConfigOverrideSeal } from './config-override.seal.js';
import { DeliveryClaims } from './delivery.claim.js';
import { DeliveryDetails } from './delivery.detail.js';
import { DeliverySearch } from './delivery.search.js';
import { CancellationRepository } from './cancellation.repository.js';
import { ResendRepository } from './resend.repository.js';
import { StatisticsRepository } from './statistics.repository.js';
import { StatisticsRollup } from './statistics.rollup.js';
import { UserSearch } from './user.search.js';
import { InboundRepository } from './inbound.repository.js';
import { CallbackMarks } from './callback.marks.js';
import { IntegrationLoads } from './integration.load.js';
import { DueSignal } from './due.signal.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres.server.js';
import { keptEncryptionKeys } from './encryption-keys.file.js';
import { EventRepository } from './event.repository.js';
import { IntegrationRepository } from './integration.repository.js';
import { LaneDirectory } from './lane.directory.js';
import { MemberLinkRepository } from './member-link.repository.js';
import { MemberRepository } from './member.repository.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationWriter } from './notification.writer.js';
import { Postgres } from './postgres.client.js';
import type { PostgresWatch } from './postgres.watch.js';
import { RetentionRepository } from './retention.repository.js';
import { migrateSchema } from './schema.migration.js';
import { SecretBox } from './secret.box.js';
import { SessionRepository } from './session.repository.js';
import { StandstillWindows } from './standstill.window.js';
import { UnknownDeliveries } from './unknown.delivery.js';
import { SenderRepository } from './sender.repository.js';
import { UserRepository } from './user.repository.js';

/** Everything that Herald keeps, opened once for the process. */
export class Store {
  readonly apps: AppRepository;
  readonly appSecrets: AppSecretRepository;
  readonly members: MemberRepository;
  readonly memberLinks: MemberLinkRepository;
  readonly sessions: SessionRepository;
  readonly audit: AuditLog;
  readonly users: UserRepository;
  readonly integrations: IntegrationRepository;
  readonly notificationWriter: NotificationWriter;
  readonly notifications: NotificationRepository;
  readonly lanes: LaneDirectory;
  readonly senders: SenderRepository;
  readonly breakers: BreakerRepository;
  readonly claims: DeliveryClaims;
  readonly attempts: AttemptLog;
  readonly callbacks: CallbackRepository;
  readonly unknown: UnknownDeliveries;
  readonly standstill: StandstillWindows;
  readonly deliveryDetails: DeliveryDetails;
  readonly deliverySearch: DeliverySearch;
  readonly cancellations: CancellationRepository;
  readonly resends: ResendRepository;
  readonly statistics: StatisticsRepository;
  readonly statisticsRollup: StatisticsRollup;
  readonly userSearch: UserSearch;
  readonly inbound: InboundRepository;
  readonly callbackMarks: CallbackMarks;
  readonly integrationLoads: IntegrationLoads;
  readonly events: EventRepository;
  readonly retention: RetentionRepository;
  readonly configOverrides: ConfigOverrideSeal;
  readonly dueSignal: DueSignal;

  constructor(
    readonly postgres: Postgres,
    readonly box: SecretBox,
    /** Credentials included: for the queue's own connections, never for logs. */
    readonly connectionString: string,
    private readonly embedded: EmbeddedPostgres | undefined,
  ) {
    this.configOverrides = new ConfigOverrideSeal(box);
    this.apps = new AppRepository(postgres);
    this.appSecrets = new AppSecretRepository(postgres);
    this.members = new MemberRepository(postgres);
    this.memberLinks = new MemberLinkRepository(postgres);
    this.sessions = new SessionRepository(postgres);
    this.audit = new AuditLog(postgres);
    this.users = new UserRepository(postgres);
    this.integrations = new IntegrationRepository(postgres, box);
    this.lanes = new LaneDirectory(postgres);
    this.senders = new SenderRepository(postgres);
    this.breakers = new BreakerRepository(postgres);
    this.notificationWriter = new NotificationWriter(postgres, this.configOverrides, this.lanes);
    this.notifications = new NotificationRepository(postgres);
    this.claims = new DeliveryClaims(postgres);
    this.attempts = new AttemptLog(postgres);
    this.callbacks = new CallbackRepository(postgres);
    this.unknown = new UnknownDeliveries(postgres);
    this.standstill = new StandstillWindows(postgres);
    this.deliveryDetails = new DeliveryDetails(postgres);
    this.deliverySearch = new DeliverySearch(postgres);
    this.cancellations = new CancellationRepository(postgres);
    this.resends = new ResendRepository(postgres);
    this.statistics = new StatisticsRepository(postgres);
    this.statisticsRollup = new StatisticsRollup(postgres);
    this.userSearch = new UserSearch(postgres);
    this.inbound = new InboundRepository(postgres);
    this.callbackMarks = new CallbackMarks(postgres);
    this.integrationLoads = new IntegrationLoads(postgres);
    this.events = new EventRepository(postgres);
    this.retention = new RetentionRepository(postgres);
    this.dueSignal = new DueSignal(connectionString, postgres);
  }

  /** Settles, never rejects, when an embedded server ends that nobody stopped: with the reason. */
  get lost(): Promise<Error> {
    return new Promise((resolve) => {
      void this.embedded?.exited.then((reason) => (reason === undefined ? undefined : resolve(reason)));
    });
  }

  /** Whether PostgreSQL is to be had. */
  get watch(): PostgresWatch {
    return this.postgres.watch;
  }

  /** Closes connections; a server that was started for this store is stopped. */
  async close(): Promise<void> {
    await this.dueSignal.close();
    await this.postgres.close();
    await this.embedded?.stop();
  }
}

/**
 * Opens the store: PostgreSQL at `DATABASE_URL`, else an embedded one in the data directory, with its schema up to date.
 *
 * @param log takes a line for a person, free of secrets
 */
export async function openStore(settings: Settings, log: (line: string) => void): Promise<Store> {
  const embedded =
    settings.databaseUrl === undefined
      ? await startEmbeddedPostgres({ dataDirectory: settings.dataDirectory, log })
      : undefined;
  const connectionString = settings.databaseUrl ?? embedded?.connectionString ?? '';
  const postgres = new Postgres(connectionString, { maxConnections: settings.databaseConnections });
  try {
    const keys = settings.encryptionKeys ?? (await keptEncryptionKeys(settings.dataDirectory));
    await migrateSchema(connectionString);
    postgres.watch.start();
    return new Store(postgres, new SecretBox(keys), connectionString, embedded);
  } catch (error) {
    await postgres.close();
    await embedded?.stop();
    throw error;
  }
}
