import { Injectable } from '@nestjs/common';
import { Counter, register } from 'prom-client';

/** What is let go by age. */
export type RetentionKind =
  | 'notifications'
  | 'deliveries'
  | 'callbacks'
  | 'parked_callbacks'
  | 'inbound_messages'
  | 'sealed_settings'
  | 'audit_entries';

/** How much was let go. */
@Injectable()
export class RetentionMetrics {
  readonly #deleted = new Counter<'kind'>({
    name: 'herald_retention_deleted_total',
    help: 'Rows let go because of their age, by what they are',
    labelNames: ['kind'],
    registers: [register],
  });

  deleted(kind: RetentionKind, rows: number): void {
    this.#deleted.inc({ kind }, rows);
  }
}
