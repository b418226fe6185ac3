import type { SpaceUsed, Staged, StagedId, Sticker, Transfer } from '../../../src-main/contract/attachment.ts';
import type { StorageProblem } from '../../../src-main/contract/errors.ts';
import type {
  AccountId,
  AppState,
  Contact,
  ContactRequest,
  ConversationId,
  Device,
  LoginRecord,
  Message,
  MessageId,
  Profile,
  Room,
  RoomId,
  RoomRequest,
  RoomSighting,
  ServerSighting,
} from '../../../src-main/contract/model.ts';
import { defaultSettings } from '../../../src-main/contract/settings.ts';
import {
  contact,
  friends,
  incoming,
  me,
  ownDevices,
  ownLogins,
  rememberedAs,
  server,
  sessionOf,
  strangers,
  writtenMessages,
} from './people.ts';

/** Everything an in-memory core knows; handlers change it in place. */
export interface World extends AppState {
  /** everyone on the server, by number */
  people: Map<AccountId, Profile>;
  passwords: Map<string, string>;
  contacts: Map<AccountId, Contact>;
  requests: ContactRequest[];
  messages: Message[];
  /** rooms one belongs to, or did */
  rooms: Map<RoomId, Room>;
  /** rooms of others, as those who look for them see them */
  otherRooms: Map<RoomId, RoomSighting>;
  roomRequests: RoomRequest[];
  /** groups of friends */
  groups: string[];
  blocked: Map<AccountId, Profile>;
  /** by the name that profiles and rooms give */
  pictures: Map<string, Uint8Array>;
  /** what the page shows and plays, by its media path */
  media: Map<string, string>;
  staged: Map<StagedId, Staged>;
  stickers: Sticker[];
  transfers: Map<MessageId, Transfer>;
  /** texts in pictures, by the picture's media path */
  hidden: Map<string, { text: string; password: string }>;
  space: SpaceUsed;
  logins: LoginRecord[];
  readUpTo: Map<ConversationId, number>;
  drafts: Map<ConversationId, string>;
  /** chats that stay above the others */
  pinnedChats: Set<ConversationId>;
  /** chats that are in the list though they have no messages */
  opened: Set<ConversationId>;
  sighting: ServerSighting;
  /** the same for every account */
  recoveryCode: string;
  resetCode: string;
  /** accounts whose person has not written the recovery code down */
  unconfirmed: Set<AccountId>;
  devices: Device[];
  /** friends whose keys were compared, and when */
  verifiedAt: Map<AccountId, number>;
  /** friends who have set up new keys: how often, and when last */
  keyChanges: Map<AccountId, { count: number; at: number }>;
  /** what is wrong with the history of any account that is opened */
  storageProblem?: StorageProblem;
  wrongTries: number;
  /** passwords are not looked at before */
  triesFrom: number;
  activeAt: number;
}

export const PASSWORD = 'correct horse';
export const RECOVERY_CODE = '7K3QD-M9XWR-2FTHB-VN5JC-80PYE';
export const RESET_CODE = 'RST-4402-9137';

/** A fresh installation: no server, no account. Every person exists on the server. */
export function emptyWorld(now: number): World {
  const everyone = [me, ...Object.values(friends), ...Object.values(strangers)];
  return {
    settings: defaultSettings,
    systemLanguage: 'zh-CN',
    remembered: [],
    hasKeychain: true,
    host: 'web',
    version: '0.1.0',
    people: new Map(everyone.map((profile) => [profile.account, profile])),
    passwords: new Map(everyone.map((profile) => [profile.name, PASSWORD])),
    contacts: new Map(),
    requests: [],
    messages: [],
    rooms: new Map(),
    otherRooms: new Map(),
    roomRequests: [],
    groups: [],
    blocked: new Map(),
    pictures: new Map(),
    media: new Map(),
    staged: new Map(),
    stickers: [],
    transfers: new Map(),
    hidden: new Map(),
    space: { received: 0, folder: '/home/xiaoming/Downloads/Miyu', cache: 0, outgoing: 0 },
    logins: ownLogins(now),
    pinnedChats: new Set(),
    readUpTo: new Map(),
    drafts: new Map(),
    opened: new Set(),
    sighting: {
      ...server,
      trust: 'first',
      version: '0.1.0',
      registration: 'open',
      usernameLength: { min: 2, max: 16 },
    },
    recoveryCode: RECOVERY_CODE,
    resetCode: RESET_CODE,
    unconfirmed: new Set(),
    devices: ownDevices(now),
    verifiedAt: new Map(),
    keyChanges: new Map(),
    wrongTries: 0,
    triesFrom: 0,
    activeAt: now,
  };
}

/** An installation that knows its server but no account. */
export function worldWithServer(now: number): World {
  return { ...emptyWorld(now), server };
}

/** An installation on which two people have signed in before. */
export function worldWithAccounts(now: number): World {
  const remembered = [
    rememberedAs(me, 'open', now),
    rememberedAs(friends.ada, 'password', now),
    rememberedAs(friends.lei, 'signed-out', now),
  ];
  return { ...worldWithServer(now), remembered };
}

/** Signed in, without friends. */
export function lonelyWorld(now: number): World {
  return {
    ...worldWithAccounts(now),
    session: sessionOf(me, now),
  };
}

/** Signed in, with friends, chats, unread messages and open requests. */
export function busyWorld(now: number): World {
  const { hong, lei, ada, teacher, omar, team } = friends;
  const messages = writtenMessages(now);
  const lastOrder = (id: ConversationId) => messages.findLast((message) => message.conversation === id)?.order ?? 0;
  return {
    ...lonelyWorld(now),
    contacts: new Map(
      [
        contact(hong, 'online', now),
        contact(lei, 'online', now),
        contact(ada, 'offline', now),
        contact(teacher, 'online', now),
        contact(omar, 'offline', now),
        contact(team, 'offline', now),
      ].map((friend) => [friend.profile.account, friend]),
    ),
    requests: [
      incoming(strangers.mei, '你好，我是隔壁班的韩梅梅，想问一下实验的事', now - 600_000),
      incoming(strangers.tom, '', now - 7_200_000),
    ],
    messages,
    readUpTo: new Map<ConversationId, number>([
      [hong.account, lastOrder(hong.account) - 2],
      [lei.account, lastOrder(lei.account)],
      [ada.account, 0],
      [teacher.account, lastOrder(teacher.account) - 120],
      [omar.account, lastOrder(omar.account)],
    ]),
    drafts: new Map<ConversationId, string>([[lei.account, '周五下午四点可以吗，我先去占']]),
  };
}
