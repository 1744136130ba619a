import { Expose, Transform } from 'class-transformer';
import { IsEmail, IsIn, IsInt, IsOptional, Matches, Max, Min, MinLength, ValidateBy } from 'class-validator';
import { keyringFault } from './encryption-keys.format.js';
import { parseTrustedProxies } from './trusted-proxies.format.js';

/** A whole number within these bounds; `message` says what is wanted. */
function IsWhole(minimum: number, maximum: number, message: string): PropertyDecorator {
  const toNumber = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? Number(value) : value));
  const rules = [toNumber, IsInt({ message }), Min(minimum, { message }), Max(maximum, { message })];
  return (target, name) => rules.forEach((decorate) => decorate(target, name));
}

function IsUrlWith(protocols: readonly string[], message: string): PropertyDecorator {
  const validate = (value: unknown) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    return protocols.includes(new URL(value).protocol);
  };
  return ValidateBy({ name: 'isUrlWith', validator: { validate } }, { message });
}

/** The variables that Herald reads, with their defaults. Names and meaning: README, “Configuration”. */
export class Environment {
  @Expose()
  @IsWhole(1, 65_535, 'PORT must be a whole number from 1 to 65535')
  PORT: number = 3000;

  @Expose()
  @IsOptional()
  @IsUrlWith(['postgres:', 'postgresql:'], 'DATABASE_URL must look like postgres://user:password@host:5432/database')
  DATABASE_URL?: string;

  @Expose()
  @IsOptional()
  @IsUrlWith(['redis:', 'rediss:'], 'REDIS_URL must look like redis://host:6379 or rediss://user:password@host:6380')
  REDIS_URL?: string;

  @Expose()
  @IsIn(['all', 'api', 'worker'], { message: 'HERALD_ROLE must be all, api or worker' })
  HERALD_ROLE: 'all' | 'api' | 'worker' = 'all';

  @Expose()
  @IsOptional()
  @IsUrlWith(
    ['http:', 'https:'],
    'HERALD_PUBLIC_URL must be the http(s) address at which vendors reach Herald, e.g. https://herald.example.com',
  )
  HERALD_PUBLIC_URL?: string;

  @Expose()
  HERALD_DATA_DIR: string = './data';

  @Expose()
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{4,128}$/, { message: 'HERALD_API_KEY must be 4 to 128 letters, digits, _ or -' })
  HERALD_API_KEY?: string;

  @Expose()
  @IsOptional()
  @MinLength(16, { message: 'HERALD_API_SECRET must have at least 16 characters' })
  HERALD_API_SECRET?: string;

  @Expose()
  @IsOptional()
  @ValidateBy(
    {
      name: 'isKeyring',
      validator: { validate: (value: unknown) => typeof value === 'string' && keyringFault(value) === undefined },
    },
    {
      message:
        'HERALD_ENCRYPTION_KEYS must be `id:base64` pairs divided by commas, newest first, each of 32 bytes (`openssl rand -base64 32`)',
    },
  )
  HERALD_ENCRYPTION_KEYS?: string;

  @Expose()
  @IsOptional()
  @IsEmail({}, { message: 'HERALD_ADMIN_EMAIL must be an e-mail address' })
  HERALD_ADMIN_EMAIL?: string;

  @Expose()
  @IsOptional()
  @MinLength(12, { message: 'HERALD_ADMIN_PASSWORD must have at least 12 characters' })
  HERALD_ADMIN_PASSWORD?: string;

  @Expose()
  @IsOptional()
  @ValidateBy(
    {
      name: 'areProxies',
      validator: { validate: (value) => typeof value === 'string' && parseTrustedProxies(value) !== undefined },
    },
    {
      message:
        'HERALD_TRUSTED_PROXIES must be addresses or ranges divided by commas, e.g. 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    },
  )
  HERALD_TRUSTED_PROXIES?: string;

  @Expose()
  @IsOptional()
  @IsUrlWith(['http:', 'https:'], "TWILIO_API_BASE_URL must be an http(s) address; leave it out for Twilio's own")
  TWILIO_API_BASE_URL?: string;

  @Expose()
  @IsOptional()
  @Matches(/^[^,\s]+(,[^,\s]+)*$/, {
    message: 'HERALD_PROVIDERS must be names of npm packages divided by commas, without spaces',
  })
  HERALD_PROVIDERS?: string;

  @Expose()
  @IsWhole(1, Number.MAX_SAFE_INTEGER, 'HERALD_MAX_BACKLOG must be a whole number of deliveries, at least 1')
  HERALD_MAX_BACKLOG: number = 1_000_000;

  @Expose()
  @IsWhole(4, 40, 'HERALD_DATABASE_CONNECTIONS must be a whole number from 4 to 40')
  HERALD_DATABASE_CONNECTIONS: number = 12;

  @Expose()
  @IsOptional()
  @IsWhole(1, 36_500, 'HERALD_RETENTION_DAYS must be a whole number of days from 1 to 36500')
  HERALD_RETENTION_DAYS?: number;

  @Expose()
  @IsWhole(1, 36_500, 'HERALD_CALLBACK_RETENTION_DAYS must be a whole number of days from 1 to 36500')
  HERALD_CALLBACK_RETENTION_DAYS: number = 30;

  @Expose()
  @IsWhole(1, 36_500, 'HERALD_AUDIT_RETENTION_DAYS must be a whole number of days from 1 to 36500')
  HERALD_AUDIT_RETENTION_DAYS: number = 365;

  @Expose()
  @IsWhole(0, 20_000, 'HERALD_DRAIN_MS must be a whole number of milliseconds from 0 to 20000')
  HERALD_DRAIN_MS: number = 5_000;

  @Expose()
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
    message: 'LOG_LEVEL must be fatal, error, warn, info, debug or trace',
  })
  LOG_LEVEL: string = 'info';
}
