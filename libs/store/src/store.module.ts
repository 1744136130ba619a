import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
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
import { EventRepository } from './event.repository.js';
import { IntegrationRepository } from './integration.repository.js';
import { LaneDirectory } from './lane.directory.js';
import { MemberLinkRepository } from './member-link.repository.js';
import { MemberRepository } from './member.repository.js';
import { NotificationRepository } from './notification.repository.js';
import { NotificationWriter } from './notification.writer.js';
import { SecretBox } from './secret.box.js';
import { SessionRepository } from './session.repository.js';
import { RetentionRepository } from './retention.repository.js';
import { StandstillWindows } from './standstill.window.js';
import { SenderRepository } from './sender.repository.js';
import { Store } from './store.js';
import { UnknownDeliveries } from './unknown.delivery.js';
import { UserRepository } from './user.repository.js';

/** Gives the parts of an open store to everyone. Whoever opened the store closes it, after the application. */
@Global()
@Module({})
export class StoreModule {
  static for(store: Store): DynamicModule {
    const parts: Provider[] = [
      { provide: Store, useValue: store },
      { provide: SecretBox, useValue: store.box },
      { provide: AppRepository, useValue: store.apps },
      { provide: AppSecretRepository, useValue: store.appSecrets },
      { provide: MemberRepository, useValue: store.members },
      { provide: MemberLinkRepository, useValue: store.memberLinks },
      { provide: SessionRepository, useValue: store.sessions },
      { provide: AuditLog, useValue: store.audit },
      { provide: UserRepository, useValue: store.users },
      { provide: IntegrationRepository, useValue: store.integrations },
      { provide: NotificationWriter, useValue: store.notificationWriter },
      { provide: NotificationRepository, useValue: store.notifications },
      { provide: LaneDirectory, useValue: store.lanes },
      { provide: SenderRepository, useValue: store.senders },
      { provide: BreakerRepository, useValue: store.breakers },
      { provide: DeliveryClaims, useValue: store.claims },
      { provide: AttemptLog, useValue: store.attempts },
      { provide: CallbackRepository, useValue: store.callbacks },
      { provide: UnknownDeliveries, useValue: store.unknown },
      { provide: StandstillWindows, useValue: store.standstill },
      { provide: DeliveryDetails, useValue: store.deliveryDetails },
      { provide: DeliverySearch, useValue: store.deliverySearch },
      { provide: CancellationRepository, useValue: store.cancellations },
      { provide: ResendRepository, useValue: store.resends },
      { provide: StatisticsRepository, useValue: store.statistics },
      { provide: StatisticsRollup, useValue: store.statisticsRollup },
      { provide: UserSearch, useValue: store.userSearch },
      { provide: InboundRepository, useValue: store.inbound },
      { provide: CallbackMarks, useValue: store.callbackMarks },
      { provide: IntegrationLoads, useValue: store.integrationLoads },
      { provide: EventRepository, useValue: store.events },
      { provide: RetentionRepository, useValue: store.retention },
      { provide: ConfigOverrideSeal, useValue: store.configOverrides },
      { provide: DueSignal, useValue: store.dueSignal },
    ];
    return { module: StoreModule, providers: parts, exports: parts };
  }
}
