import type { RetryCause, SendOutcome } from '#herald/channel-provider';
import { discardReason } from '#herald/channel-provider';
import { type SmtpReply, isAboutRate, isTemporary, readReply, reasonOf, replyCode } from './smtp-email.reply.js';

/** What nodemailer says about a failure. Its message and its `response` can name people and are never passed on. */
export interface SmtpFailure {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
}

/**
 * The outcome of a conversation that failed.
 *
 * @param failure nodemailer's error
 * @param handedOver true when the whole message was on its way, so that the server may have taken it
 */
export function outcomeOfFailure(failure: SmtpFailure, handedOver: boolean): SendOutcome {
  // A refusal to encrypt comes as a 5yz reply to STARTTLS and says nothing about the message.
  if (!handedOver && failure.code === 'ETLS') return notSent('tls');
  const reply = failure.response === undefined ? undefined : readReply(failure.response, failure.command);
  if (reply !== undefined) return outcomeOfReply(reply);
  return handedOver ? outcomeAfterHandover(failure) : outcomeBeforeHandover(failure);
}

/** The outcome that a definite or temporary refusal stands for. */
export function outcomeOfReply(reply: SmtpReply): SendOutcome {
  if (!isTemporary(reply)) return { kind: 'rejected', reason: reasonOf(reply) };
  const cause = isAboutRate(reply) ? 'rate_limited' : 'busy';
  const providerCode = replyCode(reply);
  return { kind: 'retry', cause, explanation: `The mail server answered ${providerCode}: not now.`, providerCode };
}

function outcomeAfterHandover({ code, response }: SmtpFailure): SendOutcome {
  if (code === 'ETIMEDOUT' || code === 'EABORT') {
    return unknown('timeout', 'The message was handed over, but the mail server did not confirm it in time.');
  }
  return response === undefined
    ? unknown(
        'reset',
        'The connection broke after the message was handed over and before the mail server confirmed it.',
      )
    : unknown('unreadable_answer', 'The message was handed over, but the reply of the mail server cannot be read.');
}

function outcomeBeforeHandover(failure: SmtpFailure): SendOutcome {
  const { code = '', originalCode = code, response } = failure;
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return { kind: 'rejected', reason: discardReason('credentials_invalid') };
  }
  const isOurs = response === undefined;
  if (isOurs && code === 'EENVELOPE') return { kind: 'rejected', reason: discardReason('request_invalid') };
  if (isOurs && code === 'EMESSAGE') return { kind: 'rejected', reason: TOO_LARGE };
  return notSent(CAUSES.get(originalCode) ?? CAUSES.get(code) ?? 'connect');
}

const TOO_LARGE = discardReason('content_invalid', {
  explanation: 'The message is larger than the mail server takes.',
  nextStep: 'Shorten the message or its attachments and send again.',
});

function notSent(cause: RetryCause): SendOutcome {
  return { kind: 'retry', cause, explanation: EXPLANATIONS[cause] };
}

function unknown(cause: 'timeout' | 'reset' | 'unreadable_answer', explanation: string): SendOutcome {
  return { kind: 'unknown', cause, explanation };
}

const EXPLANATIONS: Readonly<Record<RetryCause, string>> = {
  dns: 'The name of the mail server does not resolve.',
  refused: 'The mail server refused the connection.',
  connect: 'The conversation with the mail server ended before the message was handed over.',
  tls: 'No encrypted connection with the mail server could be made.',
  rate_limited: 'The mail server asks for a slower pace.',
  local_limit: 'No connection to the mail server was free.',
  busy: 'The mail server is busy.',
};

/** https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODES = [
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
  'OUT_OF_MEM',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
] as const;

/** Node's and OpenSSL's codes for a connection that did not come about. */
const CAUSES = new Map<string, RetryCause>([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EDNS', 'dns'],
  ['ETLS', 'tls'],
  ['EPROTO', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'tls'],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls'],
  ...CERTIFICATE_CODES.map((code): [string, RetryCause] => [code, 'tls']),
]);
