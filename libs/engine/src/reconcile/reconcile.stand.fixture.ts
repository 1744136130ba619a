import { Logger } from '@nestjs/common';
import { type ChannelProvider, splitSecrets } from '#herald/channel-provider';
import { Settings, checkEnvironment } from '#herald/config';
import type { Store } from '#herald/store';
import { TestDeliveries, type TestStore, openTestStore } from '#herald/store/testing';
import { uuidv7 } from 'uuidv7';
import { DeliveryRequests } from '../deliver/delivery.request.js';
import { ReconcileLimits } from '../engine.limits.js';
import { EngineMetrics } from '../engine.metrics.js';
import { BacklogGate } from '../notify/backlog.gate.js';
import { ProviderRegistry } from '../registry/provider.registry.js';
import { CallbackAddress } from '../track/callback.address.js';
import { PollBudget } from './poll.budget.js';
import { ShutdownSignal } from '../shutdown.signal.js';
import { StandstillSweeper } from './standstill.sweeper.service.js';
import { TestVendor } from './test-vendor.fixture.js';
import { UnknownResolver } from './unknown.resolver.service.js';
import { VendorLook } from './vendor.look.js';

/** Reconciliation on a store of its own, with a vendor in memory. One for each spec file: metrics are the process's. */
export class ReconcileStand {
  private constructor(
    private readonly test: TestStore,
    readonly vendor: TestVendor,
    readonly appId: string,
    readonly integrationId: string,
    readonly deliveries: TestDeliveries,
    private readonly metrics: EngineMetrics,
  ) {}

  static async open(): Promise<ReconcileStand> {
    Logger.overrideLogger(false);
    const test = await openTestStore();
    const { store } = test;
    const { id: appId } = await store.apps.ensure('app', { apiKey: uuidv7(), apiSecret: 'secret' });
    const vendor = new TestVendor();
    const { id: integrationId } = await store.integrations.insert({
      id: uuidv7(),
      appId,
      tenant: null,
      provider: vendor.manifest.id,
      channel: vendor.manifest.channel,
      label: null,
      enabled: true,
      priority: 1,
      allowCredentialOverride: true,
      account: null,
      ...splitSecrets({}, {}),
    });
    const deliveries = new TestDeliveries(store, appId, { provider: vendor.manifest.id, integrationId });
    const metrics = new EngineMetrics(
      store.claims,
      store.unknown,
      new BacklogGate(store.claims, new Settings(checkEnvironment({}), {})),
    );
    return new ReconcileStand(test, vendor, appId, integrationId, deliveries, metrics);
  }

  get store(): Store {
    return this.test.store;
  }

  /** A resolver and a sweeper of a process of their own. Looks are due at once, and nothing is bounded. */
  process(changes: Partial<ReconcileLimits> = {}, provider: ChannelProvider = this.vendor) {
    const limits = new ReconcileLimits({
      lookAfterMs: 0,
      rivalMs: 0,
      suspectSpreadMs: 0,
      windowMs: 0,
      lookupsPerSecond: 1_000_000,
      checks: [
        { afterMs: 0, statuses: ['sent'] },
        { afterMs: 0, statuses: ['sent', 'delivered'] },
      ],
      ...changes,
    });
    const { store, metrics } = this;
    const registry = new ProviderRegistry([provider]);
    const settings = new Settings(checkEnvironment({}), {});
    const shutdown = new ShutdownSignal();
    const requests = new DeliveryRequests(store.configOverrides, new CallbackAddress(settings, store.box));
    const look = new VendorLook(registry, store.integrations, requests, new PollBudget(limits, shutdown), limits);
    return {
      resolver: new UnknownResolver(store.unknown, look, store.dueSignal, limits, metrics, shutdown),
      sweeper: new StandstillSweeper(store.standstill, store.callbacks, look, registry, limits, metrics, shutdown),
    };
  }

  /** Forgets deliveries and messages. */
  async clear(): Promise<void> {
    await this.store.postgres.pool.query('truncate deliveries, attempts, events, notifications, callbacks');
    this.vendor.messages = [];
    this.vendor.asked = [];
    this.vendor.isDown = false;
  }

  close(): Promise<void> {
    return this.test.close();
  }
}
