import { beforeEach, expect, it } from 'vitest';
import type { Events } from '../../../src-main/contract/events.ts';
import type { AccountId, AppState, Conversation, Profile, Session } from '../../../src-main/contract/model.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import { followUnread } from '../../../src-main/shell/unread-total.ts';
import { FakeCore } from '../../support/fake-core.ts';

const profile = { account: 10001 as AccountId, name: 'ming', displayName: 'ming', signature: '' } satisfies Profile;
const server = { host: 'class.example', port: 6498, fingerprint: 'F', name: 'Class' };

const session: Session = {
  profile,
  server,
  connection: { state: 'online' },
  deviceSince: 1,
  isRecoveryConfirmed: true,
  status: { presence: 'online', address: 'lan' },
  limits: { recall: 120, roomName: { min: 2, max: 32 }, roomMembers: 1000 },
};

function state(open?: Session): AppState {
  return {
    settings: defaultSettings,
    systemLanguage: 'en',
    remembered: [],
    hasKeychain: true,
    host: 'electron',
    version: '1',
    ...(open ? { session: open } : {}),
  };
}

function chat(id: number, unread: number): Conversation {
  const account = id as AccountId;
  return {
    kind: 'person',
    id: account,
    profile: { ...profile, account },
    isContact: true,
    unread,
    isMentioned: false,
    draft: '',
    isPinned: false,
  };
}

let core: FakeCore;
let told: number[];
beforeEach(() => {
  core = new FakeCore();
  told = [];
});

function say<N extends keyof Events>(name: N, value: Events[N]): void {
  for (const listener of core.listeners) listener(name, value);
}

async function follow(open: Session | undefined, chats: Conversation[]): Promise<void> {
  core.answers = { 'app.state': async () => state(open), 'conversations.list': async () => chats };
  await followUnread(core, (total) => told.push(total));
}

it('adds up what is unread in all chats, and follows each', async () => {
  await follow(session, [chat(10002, 2), chat(10003, 1)]);
  await expect.poll(() => told).toEqual([3]);
  say('conversation', chat(10002, 0));
  say('conversation', chat(10002, 0));
  say('conversation', chat(10004, 5));
  say('conversationRemoved', 10003 as AccountId);
  expect(told).toEqual([3, 1, 6, 5]);
});

it('tells of nothing once the account is closed, and of the next one', async () => {
  await follow(session, [chat(10002, 2)]);
  await expect.poll(() => told).toEqual([2]);
  say('session', undefined);
  say('conversation', chat(10002, 4));
  expect(told).toEqual([2, 0]);
  say('session', session);
  await expect.poll(() => told).toEqual([2, 0, 2]);
});

it('does not take an older list for what was told meanwhile', async () => {
  const { promise, resolve } = Promise.withResolvers<Conversation[]>();
  core.answers = { 'app.state': async () => state(session), 'conversations.list': () => promise };
  await followUnread(core, (total) => told.push(total));
  say('conversation', chat(10002, 0));
  resolve([chat(10002, 7), chat(10003, 1)]);
  await expect.poll(() => told).toEqual([1]);
});
