import { expect, it } from 'vitest';
import { ContractError } from '../../../src-main/contract/errors.ts';
import { friends } from '../../../src-renderer/bridge/memory/people.ts';
import { createAvatarsStore } from '../../../src-renderer/stores/avatars.ts';
import { FakeCore } from '../../support/fake-core.ts';

const { account } = friends.hong;
const hash = 'h'.repeat(43);
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1);

it('a picture that could not be had is asked for again when there is a connection', async () => {
  const core = new FakeCore();
  const store = createAvatarsStore(core);
  core.answers['avatar.get'] = () => Promise.reject(new ContractError('offline'));
  await store.getState().ask(account, hash);
  await store.getState().ask(account, hash);
  expect(core.asked).toHaveLength(1);
  core.answers['avatar.get'] = () => Promise.resolve(jpeg);
  await store.getState().askAgain();
  expect(core.asked).toHaveLength(2);
  expect(store.getState().urls.has(hash)).toBe(true);
  await store.getState().askAgain();
  expect(core.asked).toHaveLength(2);
});

it('what comes when another account is open is not shown', async () => {
  const core = new FakeCore();
  const store = createAvatarsStore(core);
  core.answers['avatar.get'] = () => Promise.resolve(jpeg);
  const asked = store.getState().ask(account, hash);
  store.getState().reset();
  await asked;
  expect(store.getState().urls.size).toBe(0);
});
