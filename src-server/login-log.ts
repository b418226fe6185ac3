import type { AccountId, LoginRecord } from '../protocol/index.ts';
import type { Database } from './store/database.ts';
import { insertLogins } from './store/logins.ts';

/**
 * Sign-ins that were refused: kept here and stored now and then. A commit for each would be dear, and would show by its time
 * that the name exists.
 */
export class LoginLog {
  readonly #database: Database;
  #unsaved = new Map<AccountId, LoginRecord[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  note(account: AccountId, login: LoginRecord): void {
    const noted = this.#unsaved.get(account);
    if (noted) noted.push(login);
    else this.#unsaved.set(account, [login]);
  }

  /** The account is deleted. */
  forget(account: AccountId): void {
    this.#unsaved.delete(account);
  }

  async save(): Promise<void> {
    const logins = this.#unsaved;
    if (logins.size === 0) return;
    this.#unsaved = new Map();
    await this.#database.write(async (writer) => {
      for (const [account, noted] of logins) await insertLogins(writer, account, noted);
    });
  }
}
