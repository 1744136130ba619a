import { type RawServer, answerText, startRawServer } from './raw-server.fixture.js';

/** What stands at a path of Twilio's API; the path is below the account, without `.json`. */
export type Resources = Readonly<Record<string, { status?: number; body: unknown }>>;

/** Starts a server that answers from a table, and with Twilio's 404 for what is not in it. Queries are not looked at. */
export function startResourceServer(resources: Resources): Promise<RawServer> {
  return startRawServer((socket, request) => {
    const path = /^GET \/2010-04-01\/Accounts\/\w+(\/[^ ?]*)?\.json/.exec(request)?.[1] ?? '';
    const { status = 200, body } = resources[path] ?? { status: 404, body: { code: 20404, message: 'not found' } };
    socket.write(answerText(status, typeof body === 'string' ? body : JSON.stringify(body)));
  });
}
