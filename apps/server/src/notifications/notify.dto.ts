import { type Fault, isJsonObject, type JsonObject } from '#herald/channel-provider';
import { ApiHideProperty, ApiProperty, type ApiPropertyOptions, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { CheckedBy, dtoFaults, Unsupported } from '../http/dto.validation.js';
import { LIMITS } from '../http/http.limits.js';
import { UserDto } from '../users/user.dto.js';
import { attachmentFaults } from './attachment.validation.js';
import { type RecipientInput, recipientListFaults } from './recipient.validation.js';
import { sendAtFaults } from './send-time.validation.js';

const RECIPIENTS: ApiPropertyOptions = {
  type: 'array',
  items: { oneOf: [{ type: 'string', maxLength: LIMITS.name }, { $ref: getSchemaPath(UserDto) }] },
  maxItems: LIMITS.recipients,
};

/** What is to be told. A provider uses what its channel can show; further properties are kept with the notification. */
@ApiSchema({
  name: 'NotificationContent',
  description: 'What is to be told; further properties are kept with the notification.',
})
export class NotificationContentDto {
  /**
   * Headline; also the text of a channel without headlines when there is no message.
   * @example "Your order is on its way"
   */
  @IsOptional()
  @MaxLength(LIMITS.title)
  @IsString()
  title?: string | null;

  /**
   * The text.
   * @example "Order 4711 arrives tomorrow between 9 and 11."
   */
  @IsOptional()
  @MaxLength(LIMITS.message)
  @IsString()
  message?: string | null;

  /** A link that the notification leads to. */
  @IsOptional()
  @MaxLength(LIMITS.url)
  @IsString()
  url?: string | null;

  /** Address of an image that stands for the notification. */
  @IsOptional()
  @MaxLength(LIMITS.url)
  @IsString()
  icon?: string | null;

  /** Names a template kept by the vendor; `data` fills its variables. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  templateIdentifier?: string | null;

  /** The same as `category` beside `notification`; give it once. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  category?: string | null;

  /** The same as `data` beside `notification`; give it once. */
  @IsOptional()
  @CheckedBy(dataFaults)
  data?: JsonObject | null;

  @ApiHideProperty()
  @Unsupported('name a template kept by the vendor in notification.templateIdentifier')
  templateId?: unknown;

  @ApiHideProperty()
  @Unsupported(
    'Herald runs no workflows: give notification.title and notification.message, or notification.templateIdentifier',
  )
  workflow?: unknown;

  @ApiHideProperty()
  @Unsupported('set fields for one channel in override.channel.<channel>, for one provider in override.<provider>')
  content?: unknown;

  [property: string]: unknown;
}

/** Whom to tell, as newer clients of Engagespot write it. */
@ApiSchema({ name: 'SendTo' })
export class SendToDto {
  /** Identifiers of known users, or users in full, which are stored first. */
  @ApiProperty(RECIPIENTS)
  @IsOptional()
  @CheckedBy(recipientListFaults)
  recipients?: RecipientInput[] | null;

  @ApiHideProperty()
  @Unsupported('Herald keeps no topics: list the users in sendTo.recipients')
  topics?: unknown;
}

/** One call to tell users something, in either generation of Engagespot's shapes. */
@ApiSchema({ name: 'Notify' })
export class NotifyDto {
  /** What is to be told. */
  @ApiProperty({ type: NotificationContentDto })
  @CheckedBy((value, path) => dtoFaults(NotificationContentDto, value, path, 'kept'))
  notification!: NotificationContentDto;

  /**
   * Identifiers of known users, or users in full, which are stored first. Here or in `sendTo.recipients`; both together
   * are one list, in which a user counts once.
   */
  @ApiProperty({ ...RECIPIENTS, required: false })
  @CheckedBy(allRecipientFaults)
  recipients?: RecipientInput[] | null;

  /** Whom to tell, as newer clients write it. */
  @ApiProperty({ type: SendToDto, required: false })
  @IsOptional()
  @CheckedBy((value, path) => dtoFaults(SendToDto, value, path))
  sendTo?: SendToDto | null;

  /**
   * The kind of notification, in the app's own terms.
   * @example "orders"
   */
  @IsOptional()
  @CheckedBy(givenOnceFaults)
  @MaxLength(LIMITS.name)
  @IsString()
  category?: string | null;

  /** Free data of the notification; fills the variables of a template. */
  @IsOptional()
  @CheckedBy((value, path, owner) => [...dataFaults(value, path), ...givenOnceFaults(value, path, owner)])
  data?: JsonObject | null;

  /**
   * Earliest time of sending: ISO 8601 with a time zone, at most 366 days ahead. At once where it is absent or past.
   * @example "2030-01-31T09:00:00+01:00"
   */
  @ApiProperty({ format: 'date-time' })
  @IsOptional()
  @CheckedBy(sendAtFaults)
  sendAt?: string | null;

  /** The customer of the app on whose behalf it is sent; chooses its integrations before the app's own. */
  @IsOptional()
  @MaxLength(LIMITS.name)
  @IsString()
  tenant?: string | null;

  /**
   * Changes for this call only: `channels` restricts channels, `channel.<channel>` sets fields for a channel,
   * `<provider id>` replaces settings of the integration and fields of the vendor's request.
   * @example { "twilio_whatsapp": { "ContentSid": "HX0123456789abcdef0123456789abcdef" } }
   */
  @IsOptional()
  @IsObject()
  override?: JsonObject | null;

  @ApiHideProperty()
  @Unsupported('Herald runs no workflows: say what to tell in notification')
  workflow?: unknown;

  @ApiHideProperty()
  @Unsupported('Herald keeps no topics: list the users in recipients')
  topics?: unknown;

  @ApiHideProperty()
  @Unsupported('name a template kept by the vendor in notification.templateIdentifier')
  templateId?: unknown;

  @ApiHideProperty()
  @Unsupported('it belongs into notification.templateIdentifier')
  templateIdentifier?: unknown;
}

function dataFaults(data: unknown, path: string): Fault[] {
  return isJsonObject(data) ? attachmentFaults(data, path) : [{ path, message: 'must be an object' }];
}

/** Older clients give `category` and `data` inside `notification`: which of two counts would be a guess. */
function givenOnceFaults(_: unknown, path: string, owner: Readonly<Record<string, unknown>>): Fault[] {
  const { notification } = owner;
  const inner = isJsonObject(notification) ? notification[path] : undefined;
  if (inner === undefined || inner === null) return [];
  return [{ path: `notification.${path}`, message: `is given twice, also as ${path}: leave one out` }];
}

/** Somebody has to be told, and not too many at once, wherever they are listed. */
function allRecipientFaults(recipients: unknown, path: string, owner: Readonly<Record<string, unknown>>): Fault[] {
  const { sendTo } = owner;
  const isGiven = recipients !== undefined && recipients !== null;
  const faults = isGiven ? recipientListFaults(recipients, path) : [];
  if (faults.length > 0) return faults;
  const otherCount = isJsonObject(sendTo) ? lengthOf(sendTo['recipients']) : 0;
  const count = lengthOf(recipients) + otherCount;
  const limit = `1 to ${LIMITS.recipients}`;
  if (count === 0)
    return [{ path, message: `must be a list of ${limit} identifiers or users, here or in sendTo.recipients` }];
  if (!isGiven || count <= LIMITS.recipients) return [];
  return [
    { path, message: `has ${count} entries together with sendTo.recipients; ${limit} are allowed: send several calls` },
  ];
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
