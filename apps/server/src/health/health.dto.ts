import type { IntegrationCondition } from '#herald/engine';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IntegrationHealthDto } from '../integrations/integration.dto.js';

/** What an integration has to do. */
@ApiSchema({ name: 'IntegrationBacklog' })
export class IntegrationBacklogDto {
  /** Deliveries that are due and wait. */
  @ApiProperty({ type: 'integer' })
  due!: number;

  /** Deliveries whose time has not come: scheduled, or to be tried again. */
  @ApiProperty({ type: 'integer' })
  scheduled!: number;

  /** Deliveries that are being sent. */
  @ApiProperty({ type: 'integer' })
  claimed!: number;

  /** Deliveries whose outcome is unknown; the vendor is asked about them. */
  @ApiProperty({ type: 'integer' })
  unknown!: number;

  /** Since when the longest waiting due delivery is due. */
  oldestDueAt!: Date | null;

  /** False when more wait than were counted: at most 10,000 for each sender and tenant. */
  isWhole!: boolean;
}

/** How fast an integration sends. */
@ApiSchema({ name: 'IntegrationRate' })
export class IntegrationRateDto {
  /** What its sender may send; null: as much as the vendor takes. */
  allowedPerSecond!: number | null;

  /** What the vendor took, on average of the last minute. */
  sentPerSecond!: number;

  /** Until when nothing is sent because the vendor asked to slow down. */
  heldUntil!: Date | null;
}

/** The callbacks of a provider. */
@ApiSchema({ name: 'CallbackHealth' })
export class CallbackHealthDto {
  /** When the last one was taken; to within some seconds. */
  lastReceivedAt!: Date | null;

  /**
   * How many were refused because their signature did not fit: mostly a wrong `HERALD_PUBLIC_URL`, or a renewed auth token
   * that the integration does not have.
   */
  @ApiProperty({ type: 'integer' })
  refused!: number;

  /** When the last one was refused. */
  lastRefusedAt!: Date | null;
}

/** How an integration fares. */
@ApiSchema({ name: 'IntegrationCondition' })
export class IntegrationConditionDto implements IntegrationCondition {
  /** The id of the integration. */
  id!: string;

  /** Id of its provider. */
  provider!: string;

  /** Channel of its provider. */
  channel!: string;

  /** Tells integrations of one provider apart for people. */
  label!: string | null;

  /** The one customer of the app whose notifications it carries; null for the app's own. */
  tenant!: string | null;

  /** Whether it carries notifications. */
  enabled!: boolean;

  /** Whether its vendor takes messages. */
  breaker!: IntegrationHealthDto;

  /** What it has to do. */
  backlog!: IntegrationBacklogDto;

  /** How fast it sends. */
  rate!: IntegrationRateDto;

  /** Of its provider, for all integrations of the app together; null where the provider takes none. */
  @ApiProperty({ type: () => CallbackHealthDto, nullable: true })
  callbacks!: CallbackHealthDto | null;
}

/** How an app's integrations fare. */
@ApiSchema({ name: 'AppHealth' })
export class AppHealthDto {
  /** When this was so. */
  checkedAt!: Date;

  /** Each integration, by channel and priority. */
  integrations!: IntegrationConditionDto[];
}
