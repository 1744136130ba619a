import type { AccountOptions } from './emulator.environment.js';

/** Who called, and with which kind of credential. */
export interface Caller {
  readonly account: AccountOptions;
  /** A standard API key may use every resource but the account itself and its keys. */
  readonly credential: 'auth-token' | 'api-key';
}

/** The emulated accounts, found by credential or by SID. */
export class AccountDirectory {
  readonly #callers = new Map<string, Caller>();
  readonly #accounts = new Map<string, AccountOptions>();

  constructor(accounts: readonly AccountOptions[]) {
    for (const account of accounts) {
      this.#accounts.set(account.sid, account);
      this.#callers.set(encode(account.sid, account.authToken), { account, credential: 'auth-token' });
      for (const key of account.keys ?? []) {
        this.#callers.set(encode(key.sid, key.secret), { account, credential: 'api-key' });
      }
    }
  }

  /** The caller behind an `Authorization` header (HTTP Basic), if it is one of ours. */
  authenticate(header: string | undefined): Caller | undefined {
    if (!header || header.slice(0, 6).toLowerCase() !== 'basic ') return undefined;
    return this.#callers.get(header.slice(6).trim());
  }

  find(sid: string): AccountOptions | undefined {
    return this.#accounts.get(sid);
  }

  /** The account that acts where none is named. */
  first(): AccountOptions | undefined {
    return this.#accounts.values().next().value;
  }
}

function encode(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
