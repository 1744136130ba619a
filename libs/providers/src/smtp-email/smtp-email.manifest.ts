import { type ConfigOf, type ProviderManifest, defineConfigFields } from '#herald/channel-provider';

const MAILBOX = String.raw`[^<>@\s"]+@[^<>@\s"]+|[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>`;
const MAILBOX_SHAPE = 'an e-mail address, with or without a name: Shop <orders@shop.example>';

const fields = defineConfigFields({
  SMTP_HOST: {
    type: 'string',
    label: 'Server',
    help: 'Host name of the mail server that takes messages for sending (the submission server).',
    required: true,
    secret: false,
    pattern: String.raw`[^\s/@]+`,
    shape: 'a host name or an IP address alone, without smtp:// and without a port',
    example: 'smtp.shop.example',
  },
  SMTP_PORT: {
    type: 'number',
    label: 'Port',
    help: '587 for a connection that is upgraded to TLS, 465 for TLS from the first byte. Default: 587.',
    required: false,
    secret: false,
    minimum: 1,
    maximum: 65_535,
    example: '587',
  },
  SMTP_SECURE: {
    type: 'boolean',
    label: 'TLS from the first byte',
    help: 'On for servers that expect TLS at once. Default: on for port 465, else off.',
    required: false,
    secret: false,
    example: 'false',
  },
  SMTP_REQUIRE_TLS: {
    type: 'boolean',
    label: 'Require TLS',
    help: 'Sends nothing unless the connection is encrypted. Default: on. Switch it off only for a server on your own network.',
    required: false,
    secret: false,
    example: 'true',
  },
  SMTP_USERNAME: {
    type: 'string',
    label: 'User name',
    help: 'The account at the mail server; leave it and the password out for a server that asks for none.',
    required: false,
    secret: false,
    example: 'orders@shop.example',
    givenWith: ['SMTP_PASSWORD'],
    resetWith: 'SMTP_HOST',
  },
  SMTP_PASSWORD: {
    type: 'string',
    label: 'Password',
    help: "The account's password, or an app password where the vendor wants one.",
    required: false,
    secret: true,
    givenWith: ['SMTP_USERNAME'],
    resetWith: 'SMTP_HOST',
  },
  SMTP_FROM: {
    type: 'string',
    label: 'From',
    help: 'The address that messages come from, with or without a name.',
    required: true,
    secret: false,
    pattern: MAILBOX,
    shape: MAILBOX_SHAPE,
    example: 'Shop <orders@shop.example>',
  },
  SMTP_REPLY_TO: {
    type: 'string',
    label: 'Reply to',
    help: 'Where answers go, if not to the address that messages come from.',
    required: false,
    secret: false,
    pattern: MAILBOX,
    shape: MAILBOX_SHAPE,
    example: 'support@shop.example',
  },
  SMTP_CA: {
    type: 'string',
    label: 'Certificate authority',
    help: "Certificate (PEM) of a private authority that signed the server's. Leave it out for public servers.",
    required: false,
    secret: false,
    pattern: String.raw`-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*`,
    shape: 'a certificate in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
    resetWith: 'SMTP_HOST',
  },
});

/** Settings of one mail server and the sender that speaks through it. */
export type SmtpConfig = ConfigOf<typeof fields>;

export const smtpEmailManifest = {
  id: 'smtp_email',
  channel: 'email',
  label: 'E-mail (SMTP)',
  summary: 'Sends e-mail through any mail server that takes submissions by SMTP.',
  docsUrl: 'https://www.rfc-editor.org/rfc/rfc6409',
  config: fields,
  profile: [{ name: 'email', help: "The recipient's e-mail address.", example: 'ada@example.com' }],
  capabilities: { callbacks: false, inbound: false, seen: false },
} as const satisfies ProviderManifest;
