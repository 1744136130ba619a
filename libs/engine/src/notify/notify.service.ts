import { Injectable } from '@nestjs/common';
import { type Fault, type JsonObject, hasOverriddenSecrets } from '#herald/channel-provider';
import {
  type App,
  DueSignal,
  IntegrationRepository,
  type NewNotification,
  NotificationWriter,
  UserRepository,
  mergeProfile,
} from '#herald/store';
import { uuidv7 } from 'uuidv7';
import { IdempotencyConflictError, InvalidRequestError } from '../engine.errors.js';
import { EngineMetrics } from '../engine.metrics.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { BacklogGate } from './backlog.gate.js';
import { type PlannedRecipient, planDeliveries } from './delivery.plan.js';
import type { NotifyRequest } from './notify.request.js';
import { type OverridePlan, planOverrides } from './override.plan.js';
import { type Route, planRoutes } from './route.plan.js';

/** The answer to a `notify()` call. */
export interface NotifyAnswer {
  requestId: string;
  /** True when the answer is that of an earlier call with the same idempotency key. */
  replayed: boolean;
}

/** The first step of the flow: a call becomes a notification with its deliveries, in one commit. */
@Injectable()
export class NotifyService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly users: UserRepository,
    private readonly integrations: IntegrationRepository,
    private readonly writer: NotificationWriter,
    private readonly dueSignal: DueSignal,
    private readonly backlog: BacklogGate,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Everything that is wrong with a request's `override`, for telling it together with faults found elsewhere. */
  overrideFaults(override: JsonObject): Fault[] {
    return planOverrides(override, this.registry.all()).faults;
  }

  /**
   * Accepts a notification. When this resolves it is committed.
   *
   * @throws InvalidRequestError with every fault of the override; nothing was written
   * @throws IdempotencyConflictError when the key belongs to another body
   * @throws BacklogFullError when more is due than is to wait; nothing was written
   * @throws OverloadedError when too many calls wait for the database; nothing was written
   */
  async notify(app: App, request: NotifyRequest): Promise<NotifyAnswer> {
    const overrides = planOverrides(request.override, this.registry.all());
    if (overrides.faults.length > 0) throw new InvalidRequestError(overrides.faults);
    await this.backlog.admit();
    const recipients = mergeRecipients(request.recipients);
    const [integrations, profiles] = await Promise.all([
      this.integrations.enabledOf(app.id),
      this.users.profiles(app.id, [...recipients.keys()]),
    ]);
    const routes = planRoutes(integrations, (id) => this.registry.find(id), {
      tenant: request.tenant,
      channels: overrides.channels,
      integrationId: request.integrationId,
    });
    refuseForbiddenCredentials(routes, overrides);
    const planned = [...recipients].map(([identifier, given], index) =>
      planRecipient(identifier, given, profiles[index]),
    );
    const notification: NewNotification = {
      id: request.id ?? uuidv7(),
      appId: app.id,
      tenant: request.tenant ?? null,
      category: request.category ?? null,
      content: request.content,
      data: request.data,
      override: overrides.masked,
      sendAt: request.sendAt ?? null,
      idempotencyKey: request.idempotencyKey ?? null,
      bodyHash: request.bodyHash ?? null,
      users: [...recipients].flatMap(([identifier, profile]) =>
        profile === undefined ? [] : [{ identifier, profile }],
      ),
      deliveries: planDeliveries(planned, routes, overrides),
    };
    return this.#write(notification);
  }

  async #write(notification: NewNotification): Promise<NotifyAnswer> {
    const written = await this.writer.write(notification);
    if (written.kind === 'exists') {
      const isSameBody = written.bodyHash?.equals(notification.bodyHash ?? Buffer.alloc(0)) ?? false;
      if (!isSameBody) throw new IdempotencyConflictError();
      return { requestId: written.id, replayed: true };
    }
    const due = notification.deliveries.filter(({ discard }) => discard === null);
    if (notification.sendAt === null) this.backlog.add(due.length);
    this.metrics.notificationAccepted(notification.deliveries.length);
    this.dueSignal.announce();
    return { requestId: written.id, replayed: false };
  }
}

/** Each recipient once, in the order of first mention, with the profile properties that came inline. */
function mergeRecipients(recipients: NotifyRequest['recipients']): Map<string, JsonObject | undefined> {
  const merged = new Map<string, JsonObject | undefined>();
  for (const recipient of recipients) {
    if (typeof recipient === 'string') merged.set(recipient, merged.get(recipient));
    else merged.set(recipient.identifier, { ...merged.get(recipient.identifier), ...recipient.profile });
  }
  return merged;
}

function planRecipient(
  identifier: string,
  given: JsonObject | undefined,
  kept: JsonObject | undefined,
): PlannedRecipient {
  return { identifier, profile: given === undefined ? kept : mergeProfile(kept ?? {}, given) };
}

function refuseForbiddenCredentials(routes: readonly Route[], overrides: OverridePlan): void {
  const faults: Fault[] = routes.flatMap(({ integration, provider }) => {
    const given = overrides.byProvider.get(integration.provider);
    if (integration.allowCredentialOverride || given === undefined) return [];
    return hasOverriddenSecrets(provider.manifest, given)
      ? [
          {
            path: `override.${integration.provider}`,
            message: 'may not bring credentials of its own: the integration forbids it (allowCredentialOverride)',
          },
        ]
      : [];
  });
  if (faults.length > 0) throw new InvalidRequestError(faults);
}
