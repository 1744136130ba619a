import type { CallbackRequest } from '#herald/channel-provider';

/** The fields of a callback, decoded. A name that came several times has all its values. */
export type CallbackFields = Readonly<Record<string, string | string[]>>;

/** Every question about a callback needs its fields; decoding them costs as much as checking the signature. */
const DECODED = new WeakMap<CallbackRequest, CallbackFields>();

/**
 * Decodes the body of a callback: a form, as Twilio posts for messages, or the texts and numbers of a JSON object. What
 * is neither gives no fields. A callback is decoded once and must not be changed afterwards.
 */
export function callbackFields(callback: CallbackRequest): CallbackFields {
  const known = DECODED.get(callback);
  if (known !== undefined) return known;
  const text = callback.body.toString('utf8');
  const fields = isJson(callback) ? jsonFields(text) : formFields(text);
  DECODED.set(callback, fields);
  return fields;
}

/** True when the body is declared to be JSON. */
export function isJson({ headers }: CallbackRequest): boolean {
  const contentType = headers['content-type'];
  return typeof contentType === 'string' && /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType.trim());
}

/**
 * The one value of a field. Values that differ say nothing: a signature does not fix which of them was meant.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function fieldText(fields: CallbackFields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const single = Array.isArray(value) && value.every((item) => item === value[0]) ? value[0] : value;
  return typeof single === 'string' && single !== '' ? single : undefined;
}

/** A resource id of Twilio's. Its digits are not looked at: what is masked in a log stays an id. */
export function fieldSid(fields: CallbackFields, name: string): string | undefined {
  const text = fieldText(fields, name);
  return text !== undefined && /^[A-Z]{2}[0-9A-Za-z]{1,62}$/.test(text) ? text : undefined;
}

function formFields(text: string): CallbackFields {
  const fields = Object.create(null) as Record<string, string | string[]>;
  // URLSearchParams drops a leading question mark, which belongs to the first name here.
  for (const [name, value] of new URLSearchParams(`&${text}`)) {
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (typeof known === 'string') fields[name] = [known, value];
    else known.push(value);
  }
  return fields;
}

function jsonFields(text: string): CallbackFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A body that is not what it is declared to be tells nothing.
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' || typeof inner === 'number' ? [[name, String(inner)] as const] : [],
  );
  return Object.fromEntries(entries);
}
