import { beforeEach, expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, AppState, Session } from '../../../src-main/contract/model.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { openRememberedAccount } from '../../../src-main/electron/remembered-account.ts';
import { FakeCore } from '../../support/fake-core.ts';

const server = { host: 'class.example', port: 6498, fingerprint: 'F', name: 'Class' };
const ming = { account: 1 as AccountId, name: 'ming', displayName: '', server, lastLogin: 1 };
const state: AppState = {
  settings: defaultSettings,
  systemLanguage: 'en',
  remembered: [{ ...ming, access: 'open' }],
  hasKeychain: false,
  host: 'electron',
  version: '1',
};

class FakeKeychain {
  isReady = false;
  answer = Promise.withResolvers<void>();
  #changed = () => {};

  ask(): Promise<void> {
    return this.answer.promise;
  }

  listen(changed: () => void): void {
    this.#changed = changed;
  }

  becomeReady(): void {
    this.isReady = true;
    this.#changed();
  }
}

class RememberingCore extends FakeCore {
  app = structuredClone(state);

  override get state(): AppState {
    return this.app;
  }
}

let core: RememberingCore;
let keychain: FakeKeychain;
let log: string[];
beforeEach(() => {
  core = new RememberingCore();
  core.answers['app.state'] = async () => core.state;
  core.answers['account.open'] = async () => {
    core.app = { ...core.app, session: {} as Session };
    return {} as Session;
  };
  keychain = new FakeKeychain();
  log = [];
});

const opened = () => core.asked.filter(([name]) => name === 'account.open').length;
const open = () => openRememberedAccount(core, keychain, (line) => log.push(line));

it('waits for the keychain where it has something to give, and opens the account', async () => {
  const done = open();
  await new Promise((resolve) => setImmediate(resolve));
  expect(opened()).toBe(0);
  keychain.answer.resolve();
  await done;
  expect(opened()).toBe(1);
});

it('does not wait where nothing can be opened', async () => {
  core.app.remembered = [{ ...ming, access: 'password' }];
  await open();
  expect(opened()).toBe(0);
});

it.each([
  ['opens the account when the keychain answers late', false, 2],
  ['leaves it closed when the person has opened one meanwhile', true, 1],
])('%s', async (_, hasOpened, times) => {
  const works = core.answers['account.open'];
  core.answers['account.open'] = () => Promise.reject(new ContractError('locked'));
  keychain.answer.resolve();
  await open();
  expect(opened()).toBe(1);
  if (works) core.answers['account.open'] = works;
  if (hasOpened) for (const listener of core.listeners) listener('session', {} as Session);
  keychain.becomeReady();
  await expect.poll(() => opened()).toBe(times);
  await new Promise((resolve) => setImmediate(resolve));
  expect(opened()).toBe(times);
  expect(log).toEqual([]);
});
