import type { DeliverySummary, EventRecord } from '#herald/store';
import type { ExportColumns } from './export.format.js';

/** The table of deliveries. */
export const DELIVERY_COLUMNS: ExportColumns<DeliverySummary> = {
  id: ({ id }) => id,
  requestId: ({ requestId }) => requestId,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  tenant: ({ tenant }) => tenant,
  recipient: ({ recipient }) => recipient,
  address: ({ address }) => address,
  channel: ({ channel }) => channel,
  provider: ({ provider }) => provider,
  integrationId: ({ integrationId }) => integrationId,
  status: ({ status }) => status,
  attempts: ({ attempts }) => attempts,
  providerMessageId: ({ providerMessageId }) => providerMessageId,
  reason: ({ reason }) => reason?.code,
  providerCode: ({ reason }) => reason?.providerCode,
  explanation: ({ reason }) => reason?.explanation,
  nextStep: ({ reason }) => reason?.nextStep,
};

/** The table of events. */
export const EVENT_COLUMNS: ExportColumns<EventRecord> = {
  id: ({ id }) => id,
  type: ({ type }) => type,
  occurredAt: ({ occurredAt }) => occurredAt,
  recordedAt: ({ recordedAt }) => recordedAt,
  notificationId: ({ notificationId }) => notificationId,
  deliveryId: ({ deliveryId }) => deliveryId,
  tenant: ({ tenant }) => tenant,
  recipient: ({ recipient }) => recipient,
  channel: ({ channel }) => channel,
  provider: ({ provider }) => provider,
  providerMessageId: ({ providerMessageId }) => providerMessageId,
  reason: ({ reason }) => reason?.code,
  providerCode: ({ reason }) => reason?.providerCode,
  explanation: ({ reason }) => reason?.explanation,
  nextStep: ({ reason }) => reason?.nextStep,
};
