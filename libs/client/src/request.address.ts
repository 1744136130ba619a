/** Values of a query; what is `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/**
 * The URL of a call.
 *
 * @param baseUrl without a slash at the end
 * @param route path with `:name` in the place of each parameter
 * @param params value of each parameter
 * @throws TypeError for a parameter that would make another path: empty, `.`, `..`, or not well-formed text
 */
export function requestUrl(
  baseUrl: string,
  route: string,
  params: Readonly<Record<string, string>>,
  query: Query,
): string {
  const path = route.replaceAll(/:(\w+)/g, (_, name: string) => pathSegment(name, params[name]));
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  const search = given.toString();
  return `${baseUrl}${path}${search && `?${search}`}`;
}

function pathSegment(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
    throw new TypeError(`${name} must be text other than '', '.' and '..'`);
  }
  try {
    return encodeURIComponent(value);
  } catch (cause) {
    throw new TypeError(`${name} must be well-formed text: it holds half of a surrogate pair`, { cause });
  }
}

/**
 * A time of a query as text.
 *
 * @throws RangeError for a date that is none
 */
export function timeText(time: Date | string | undefined): string | undefined {
  return time instanceof Date ? time.toISOString() : time;
}
