import { beforeEach, expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import type { AccountId, AppState, RememberedAccount } from '../../../src-main/contract/model.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { openLastAccount } from '../../../src-main/shell/open-last.ts';
import { FakeCore } from '../../support/fake-core.ts';

function remembered(account: number, access: RememberedAccount['access'], lastLogin: number): RememberedAccount {
  const server = { host: 'class.example', port: 6498, fingerprint: 'F', name: 'Class' };
  return { account: account as AccountId, name: `n${account}`, displayName: '', server, lastLogin, access };
}

let core: FakeCore;
beforeEach(() => {
  core = new FakeCore();
});

const opened = () => core.asked.filter(([name]) => name === 'account.open').map(([, args]) => args);

function remember(...accounts: RememberedAccount[]): void {
  const state: AppState = {
    settings: defaultSettings,
    systemLanguage: 'en',
    remembered: accounts,
    hasKeychain: true,
    host: 'electron',
    version: '1',
  };
  core.answers['app.state'] = () => Promise.resolve(state);
}

it('opens the account that was used last of those that need no password', async () => {
  remember(remembered(1, 'open', 10), remembered(2, 'open', 20), remembered(3, 'password', 30));
  await openLastAccount(core);
  expect(opened()).toEqual([{ account: 2, fingerprint: 'F', unlessOpen: true }]);
});

it('leaves accounts that need their password or a login to the person', async () => {
  remember(remembered(1, 'password', 10), remembered(2, 'signed-out', 20));
  await openLastAccount(core);
  expect(opened()).toEqual([]);
});

it('goes on to the login page when the account cannot be opened', async () => {
  remember(remembered(1, 'open', 10));
  core.answers['account.open'] = () => Promise.reject(new ContractError('storage', { problem: 'damaged' }));
  await openLastAccount(core);
  expect(opened()).toHaveLength(1);
});
