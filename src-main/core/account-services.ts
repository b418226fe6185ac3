import { type AccountId, type Channel, operations, type Profile, type Timestamp } from '../../protocol/index.ts';
import type { KnownServer } from '../contract/model.ts';
import type { AccountSecrets } from './account-secrets.ts';
import { Acts } from './acts.ts';
import { Attachments } from './attachments/attachments.ts';
import { Avatars } from './avatars.ts';
import { Changes, type Emit } from './changes.ts';
import { Chats } from './chats.ts';
import { Contacts } from './contacts.ts';
import type { DeviceKey } from './device-key.ts';
import { Addresses } from './e2ee/addresses.ts';
import { Bundles } from './e2ee/bundles.ts';
import { Identities } from './e2ee/identities.ts';
import { Publishing } from './e2ee/publishing.ts';
import { Resends } from './e2ee/resends.ts';
import { Sealing } from './e2ee/sealing.ts';
import { HiddenTexts } from './hidden-text/hidden-texts.ts';
import { Hider } from './hidden-text/hider.ts';
import type { Link } from './link.ts';
import type { Log } from './log.ts';
import { Messages } from './messages.ts';
import { Nudges } from './nudges.ts';
import type { Opener } from './opener.ts';
import { Outbox } from './outbox.ts';
import { OwnDevices } from './own-devices.ts';
import { Decoder } from './pictures/decoder.ts';
import { Pictures } from './pictures/pictures.ts';
import { Receipts } from './receipts.ts';
import { Rooms } from './rooms/rooms.ts';
import { SendPace } from './send-pace.ts';
import { Standing } from './standing.ts';
import { Stickers } from './stickers.ts';
import type { Store } from './store/store.ts';
import { Typing } from './typing.ts';
import { Writing } from './writing.ts';

export interface OpenAccountParts {
  /** counts until the history or the server knows better */
  profile: Profile;
  server: KnownServer;
  store: Store;
  secrets: AccountSecrets;
  token: string;
  deviceKey: DeviceKey;
  /** since when this device belongs to the account */
  deviceSince: Timestamp;
  /** the person has confirmed once that they have written the recovery code down */
  isRecoveryConfirmed: boolean;
  /** where encrypted copies of pictures, voice messages and stickers are kept */
  sealedFolder: string;
  receivedFolder: string;
  opener: Opener | undefined;
  /** bytes of encrypted copies that may stay */
  cacheLimit(): number;
  emit: Emit;
  /** whether the person tells what they read, and wants to hear what others do */
  showsReads(): boolean;
  /** bytes that are fetched by themselves from one author within 24 hours */
  fetchBudget: number;
  /** wall clock */
  now: () => number;
  log: Log;
  /** the server has ended the session: its token is void */
  sessionEnded(): void;
  profileChanged(profile: Profile): void;
}

/** What the services ask of the account that they belong to. */
export interface AccountHooks {
  /** @throws ChannelError while there is no connection */
  link(): Link;
  /** @throws ContractError `offline` while there is no connection */
  channel(): Channel;
  /** the connection does not work as it should: a new one is needed */
  broken(): void;
  trustChanged(account: AccountId): void;
  sessionChanged(): void;
}

export type AccountServices = ReturnType<typeof createServices>;

/** Makes what an open account consists of, and lets them know each other. Nothing is loaded yet. */
export function createServices(parts: OpenAccountParts, hooks: AccountHooks) {
  const { store, emit, now, log } = parts;
  const own = parts.profile.account;
  const changes = new Changes(store, emit, log);
  const base = { store, emit, changes, now, log };
  const friends = createFriends(parts, base, hooks);
  const { contacts, bundles, rooms, isFriend, trustOf } = friends;

  const standing = new Standing({ store, changed: () => hooks.sessionChanged() });
  const recallMs = () => standing.limits.recall * 1000;
  const addresses = new Addresses({ own, contacts, channel: () => hooks.link().channel });
  const sealing = new Sealing((requests) => store.run('seal', requests), bundles);
  const outbox = new Outbox({
    paces: { send: paceOf('message.send'), sendToRoom: paceOf('room.send'), resend: paceOf('message.resend') },
    devicesFor: (to) => addresses.of(to),
    correctDevices: (to, correction) => addresses.correct(to, correction),
    seal: (request) => sealing.seal(request),
    sealForRoom: (request) => rooms.sealing.seal(request),
    refreshRoom: (room) => rooms.refresh(room),
    broken: () => hooks.broken(),
    log,
  });
  const chats = new Chats({ own, store, isFriend, trustOf, now });
  const acts = new Acts({ ...base, own, outbox, chats, recallMs });
  const messages: Messages = new Messages({
    ...base,
    outbox,
    acts,
    carry: (message) => attachments.carry(message),
    removed: () => attachments.tidy(),
  });
  const writing = new Writing({
    own,
    store,
    messages,
    chats,
    forwarding: { carrying: (ids, work) => attachments.forwarding.carrying(ids, work) },
    now,
  });

  const hider = new Hider();
  const pictures = new Pictures({ decoder: new Decoder(log), hider });
  const stickers = new Stickers({ store, pictures, emit });
  const attachments: Attachments = new Attachments({
    ...base,
    ...parts,
    folder: parts.sealedFolder,
    channel: () => hooks.channel(),
    pictures,
    stickerBytes: async (id) => (await stickers.find(id))?.picture,
    writing,
    messages,
  });

  return {
    ...friends,
    changes,
    standing,
    ownDevices: new OwnDevices({ store, changed: () => hooks.sessionChanged() }),
    outbox,
    acts,
    messages,
    writing,
    recallMs,
    hider,
    stickers,
    attachments,
    hiddenTexts: new HiddenTexts({ attachments, pictures, hider }),
    avatars: new Avatars({ store, channel: () => hooks.channel(), log }),
    receipts: new Receipts(store, outbox, now, log),
    resends: new Resends({ ...base, bundles, outbox }),
    publishing: new Publishing(store, now),
    typing: new Typing({ store, contacts, changes, sealing, heard: (account) => emit('typing', account), now }),
    nudges: new Nudges(now, (account) => emit('nudge', account)),
  };
}

interface Base {
  store: Store;
  emit: Emit;
  changes: Changes;
  now: () => number;
  log: Log;
}

/** Who there is: friends with their keys, and rooms. */
function createFriends({ secrets }: OpenAccountParts, base: Base, hooks: AccountHooks) {
  const { store, changes, now, log } = base;
  const channel = () => hooks.link().channel;
  const identities: Identities = new Identities({
    store,
    authority: () => hooks.link().authority,
    changes,
    told: (account) => hooks.trustChanged(account),
    now,
    log,
  });
  const trustOf = (account: AccountId) => identities.trustOf(account);
  const noteOf = (account: AccountId) => secrets.notes.people.get(account) ?? {};
  const contacts: Contacts = new Contacts({ ...base, trustOf, noteOf });
  const isFriend = (account: AccountId) => contacts.find(account) !== undefined;
  const bundles = new Bundles({ store, identities, changes, channel, now });
  const rooms = new Rooms({
    ...base,
    identities,
    bundles,
    isFriend,
    channel,
    channelNow: () => hooks.channel(),
  });
  return { identities, contacts, bundles, rooms, isFriend, trustOf };
}

function paceOf(operation: 'message.send' | 'room.send' | 'message.resend'): SendPace {
  return new SendPace(operations[operation].rate, () => performance.now());
}
