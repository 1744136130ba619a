import { type Answer, type Herald, answerTo } from '../environment/herald.process.js';

/** The first admin of every Herald that is started with `ADMIN_VARIABLES`. */
export const ADMIN = { email: 'admin@example.com', password: 'seven quiet otters' };

/** Variables under which Herald makes that admin. */
export const ADMIN_VARIABLES = { HERALD_ADMIN_EMAIL: ADMIN.email, HERALD_ADMIN_PASSWORD: ADMIN.password };

/** What `POST` and `GET /v3/session` answer: dates are text. */
export interface SessionAnswer {
  member: { id: string; email: string; role: string };
  apps: { id: string; name: string; apiKey: string }[];
  csrfToken: string;
  expiresAt: string;
}

/** Calls Herald as a page of the dashboard does: with the cookie that it got, its origin, the token and the app. */
export class Browser {
  /** `name=value` of the session's cookie. */
  cookie: string | undefined;
  csrfToken = '';
  appId = '';

  constructor(private readonly herald: Herald) {}

  /** Signs in, which has to succeed. */
  static async signedIn(herald: Herald, who: { email: string; password: string } = ADMIN): Promise<Browser> {
    const browser = new Browser(herald);
    const { status, body } = await browser.signIn(who);
    if (status !== 200) throw new Error(`Signing in was answered ${status}: ${JSON.stringify(body)}`);
    return browser;
  }

  /** Tries to sign in. */
  signIn({ email, password }: { email: string; password: string }): Promise<Answer<SessionAnswer>> {
    return this.enter('/v3/session', { email, password });
  }

  /** Makes a call that answers with a session, and takes what it gives. */
  async enter(path: string, body: object, method = 'POST'): Promise<Answer<SessionAnswer>> {
    const answer = await this.call<SessionAnswer>(method, path, body);
    if (answer.status === 200) {
      this.csrfToken = answer.body.csrfToken;
      this.appId = answer.body.apps[0]?.id ?? '';
    }
    return answer;
  }

  /** Makes a call; `headers` replace, and an empty one is left out. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    const all = {
      origin: this.herald.url,
      cookie: this.cookie ?? '',
      'x-herald-csrf': this.csrfToken,
      'x-herald-app': this.appId,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const answer = await answerTo<Body>(this.herald.url + path, {
      method,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const [cookie] = answer.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(';', 1)[0];
    return answer;
  }
}

/** Invites somebody as an admin, and follows the link as them. */
export async function newMember(
  admin: Browser,
  herald: Herald,
  { email, password, role }: { email: string; password: string; role: 'admin' | 'viewer' },
): Promise<{ id: string; browser: Browser }> {
  const { status, body } = await admin.call<{ member: { id: string }; link: { url: string } }>('POST', '/v3/members', {
    email,
    role,
  });
  if (status !== 201) throw new Error(`The invitation was answered ${status}: ${JSON.stringify(body)}`);
  const browser = new Browser(herald);
  const entered = await browser.enter('/v3/setup', { token: new URL(body.link.url).hash.slice(1), password });
  if (entered.status !== 200)
    throw new Error(`The link was answered ${entered.status}: ${JSON.stringify(entered.body)}`);
  return { id: body.member.id, browser };
}
