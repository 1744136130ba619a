import type { ConfigFields, ProviderManifest } from '#herald/channel-provider';
import { ApiProperty, ApiSchema, getSchemaPath } from '@nestjs/swagger';

/** One setting of a provider, as data: forms, checks and masking come from it. */
@ApiSchema({ name: 'ConfigField' })
export class ConfigFieldDto {
  /** What its value is. Text that reads as a number or a boolean is taken as one. */
  @ApiProperty({ enum: ['string', 'number', 'boolean'] })
  type!: 'string' | 'number' | 'boolean';

  /** Short name for forms. */
  label!: string;

  /** What it is and where to find it. */
  help!: string;

  /** Whether an integration needs it. */
  required!: boolean;

  /** Whether it is sealed at rest and masked in answers. */
  secret!: boolean;

  /** A value of the right shape, invented. */
  example?: string;

  /** Settings that have to be given whenever this one is. */
  givenWith?: string[];

  /** The stored value is dropped when a call overrides this other setting. */
  resetWith?: string;

  /** Regular expression that the whole value matches. */
  pattern?: string;

  /** The pattern in words. */
  shape?: string;

  /** Least value. */
  minimum?: number;

  /** Greatest value. */
  maximum?: number;
}

/** A property of a user's profile that a provider reads. */
@ApiSchema({ name: 'ProfileProperty' })
export class ProfilePropertyDto {
  /**
   * Name of the property.
   * @example "phoneNumber"
   */
  name!: string;

  /** What it has to be. */
  help!: string;

  /** A value of the right shape, invented. */
  example!: string;
}

/** What a provider can do. */
@ApiSchema({ name: 'ProviderCapabilities' })
export class ProviderCapabilitiesDto {
  /** The vendor reports what became of a message. */
  callbacks!: boolean;

  /** Users can write back. */
  inbound!: boolean;

  /** The recipient's opening of a message is reported. */
  seen!: boolean;
}

/** Everything about a provider that can be said as data. */
@ApiSchema({ name: 'Provider' })
export class ProviderDto implements ProviderManifest {
  /**
   * Names the provider in integrations and overrides.
   * @example "twilio_whatsapp"
   */
  id!: string;

  /**
   * How it reaches people.
   * @example "whatsapp"
   */
  channel!: string;

  /** Name for people. */
  label!: string;

  /** One sentence. */
  summary!: string;

  /** The vendor's page on this interface. */
  docsUrl!: string;

  /** Where the callback address belongs at the vendor, or that it has to be put nowhere. */
  callbackHelp?: string;

  /**
   * Where the vendor reports to this app; null where the provider takes no callbacks.
   * @example "https://herald.example.com/api/v1/apps/shop/webhook/twilio_whatsapp"
   */
  callbackUrl!: string | null;

  /** Settings of an integration by name, in the order of a form. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(ConfigFieldDto) } })
  config!: ConfigFields;

  /** Properties of a user's profile that it reads. */
  @ApiProperty({ type: () => [ProfilePropertyDto] })
  profile!: readonly ProfilePropertyDto[];

  /** What it can do. */
  capabilities!: ProviderCapabilitiesDto;
}

/** The catalogue of providers. */
@ApiSchema({ name: 'ProviderList' })
export class ProviderListDto {
  /** Every provider that this Herald has, switched on or not. */
  data!: ProviderDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}
