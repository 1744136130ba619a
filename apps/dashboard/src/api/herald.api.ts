import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { HeraldProblem } from './herald.problem.js';
import type { paths } from './herald.schema.js';

/** Herald's API, typed by its OpenAPI document. */
export type HeraldApi = Client<paths>;

const READS = new Set(['GET', 'HEAD']);

let csrfToken = '';

/** Sets the token of the session, which every change is sent with. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

const withCsrfToken: Middleware = {
  onRequest({ request }) {
    if (!READS.has(request.method)) request.headers.set('x-herald-csrf', csrfToken);
    return request;
  },
};

/** Address of something that Herald serves beside this page, whatever path it is reached under. */
export function heraldUrl(path: string, parameters: Readonly<Record<string, string>> = {}): string {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function apiWith(headers: Readonly<Record<string, string>>): HeraldApi {
  const api = createClient<paths>({ baseUrl: heraldUrl('.'), headers });
  api.use(withCsrfToken);
  return api;
}

/** The API of no app: sessions, members, apps. */
export const ownApi: HeraldApi = apiWith({});

const apis = new Map<string, HeraldApi>();

/** The API as this app sees it. */
export function appApi(appId: string): HeraldApi {
  const api = apis.get(appId) ?? apiWith({ 'x-herald-app': appId });
  apis.set(appId, api);
  return api;
}

/** What one call of `openapi-fetch` gives. */
type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * The body of an answer.
 *
 * @throws HeraldProblem for every answer but 2xx, and when none came
 */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw HeraldProblem.unreachable(error);
  }
  if (!answer.response.ok) throw HeraldProblem.answered(answer.error, answer.response.status);
  return answer.data as Data;
}
