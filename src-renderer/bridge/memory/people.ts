import type {
  AccountId,
  AccountKey,
  Contact,
  ContactRequest,
  Device,
  KnownServer,
  LoginRecord,
  Message,
  MessageId,
  Profile,
  RememberedAccount,
  Session,
} from '../../../src-main/contract/model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function person(account: number, name: string, rest: Partial<Profile> = {}): Profile {
  return { account: account as AccountId, name, displayName: name, signature: '', ...rest };
}

export const me = person(10001, '小明', { sex: 'male', age: 20, signature: '今天也要好好吃饭' });

export const friends = {
  hong: person(10002, '小红', { sex: 'female', age: 20, signature: '图书馆三楼靠窗' }),
  lei: person(10003, '李雷', { signature: 'Less is more' }),
  ada: person(10004, 'ada', { displayName: 'Ada Lovelace', sex: 'female' }),
  teacher: person(10005, 'wang_laoshi', { displayName: '王老师（高等数学）' }),
  omar: person(10006, 'omar', { displayName: 'عمر الفاروق' }),
  team: person(10007, '实验室值班', { displayName: '实验室值班 · 本周轮到你请记得锁门关窗断电' }),
};

export const strangers = {
  mei: person(10008, '韩梅梅', { signature: '考研中' }),
  tom: person(10009, 'tom', { displayName: 'Tom' }),
  jun: person(10010, '小军'),
};

export const server: KnownServer = {
  host: '192.168.1.20',
  port: 6498,
  fingerprint: 'q7Zt3kVbX0p9mWc2RjHs5yLdNf8uGaTeQi1oBvYxKJM',
  name: '计算机三班',
};

export function contact(profile: Profile, presence: Contact['presence'], now: number): Contact {
  return { profile, presence, since: now - 40 * DAY, trust: 'server' };
}

export function keyOf({ account }: Pick<Profile, 'account'>): AccountKey {
  return { account, fingerprint: server.fingerprint };
}

export function rememberedAs(profile: Profile, access: RememberedAccount['access'], now: number): RememberedAccount {
  const { account, name, displayName } = profile;
  return { account, name, displayName, server, lastLogin: now - DAY, access };
}

/** An open account: on this device for as long as its oldest chats, its recovery code confirmed. */
export function sessionOf(profile: Profile, now: number): Session {
  return {
    profile,
    server,
    connection: { state: 'online' },
    deviceSince: now - 60 * DAY,
    isRecoveryConfirmed: true,
    status: { presence: 'online', address: 'lan' },
    limits: { recall: 120, roomName: { min: 2, max: 32 }, roomMembers: 1000 },
  };
}

export function ownDevices(now: number): Device[] {
  return [
    { id: 3, name: 'Chromium · Linux', since: now - 60 * DAY, lastSeen: now, isThis: true },
    { id: 1, name: '宿舍的台式机', since: now - 200 * DAY, lastSeen: now - 3 * HOUR, isThis: false },
    { id: 2, name: 'library-07', since: now - 90 * DAY, lastSeen: now - 71 * DAY, isThis: false },
  ];
}

export function ownLogins(now: number): LoginRecord[] {
  return [
    { time: now - HOUR, device: 'Chromium · Linux', address: '192.168.1.34', outcome: 'done' },
    { time: now - 26 * HOUR, device: '网吧 12 号机', address: '203.0.113.9', outcome: 'refused' },
    { time: now - 30 * DAY, device: '宿舍的台式机', address: '192.168.1.21', outcome: 'done' },
  ];
}

export function incoming(profile: Profile, greeting: string, time: number): ContactRequest {
  return { profile, direction: 'incoming', greeting, time, state: 'open' };
}

let lastMessage = 0;

export function newMessageId(): MessageId {
  lastMessage += 1;
  return `${String(lastMessage).padStart(21, '0')}A` as MessageId;
}

type Line = readonly [own: boolean, text: string, ago: number];

function written(withWhom: Profile, lines: readonly Line[], now: number): Message[] {
  return lines.map(([own, text, ago], index) => ({
    id: newMessageId(),
    conversation: withWhom.account,
    order: index + 1,
    own,
    author: own ? me.account : withWhom.account,
    kind: 'text',
    text,
    reactions: [],
    isPinned: false,
    sentAt: now - ago,
    state: own ? 'delivered' : 'received',
  }));
}

const small: readonly Line[] = [
  [false, '明天的实验报告你写完了吗？', DAY + 3 * HOUR],
  [true, '还差最后一节，数据有点怪', DAY + 3 * HOUR - 20_000],
  [true, '第三组的电压测了两遍都不一样', DAY + 3 * HOUR - 25_000],
  [false, '可能是接线松了。我这边测出来是 4.97 V', DAY + 2 * HOUR],
  [true, '那我明天早点去再测一次', DAY + 2 * HOUR - 3 * MINUTE],
  [false, '好，八点半实验楼门口见', 3 * HOUR],
  [true, '收到', 3 * HOUR - 30_000],
  [false, '顺便帮我带一下上次借的书，谢谢啦\n就是那本《计算机网络》\n第七版，蓝色封面', 50 * MINUTE],
  [true, '放书包里了', 48 * MINUTE],
  [
    true,
    '还有别的吗？没有的话我先去吃饭了，食堂今天有糖醋排骨，去晚了就没有了，你要不要也一起来？',
    48 * MINUTE - 20_000,
  ],
  [false, '哈哈去吧，给我留一份', 5 * MINUTE],
  [false, '我大概二十分钟后到', 5 * MINUTE - 15_000],
];

/** A long chat: old enough to page through. */
function long(now: number): Message[] {
  const lines = Array.from({ length: 400 }, (_, index): Line => {
    const own = index % 3 === 1;
    return [own, own ? `第 ${index + 1} 条：好的` : `第 ${index + 1} 条：记录一下进度`, (401 - index) * 40 * MINUTE];
  });
  return written(friends.teacher, lines, now);
}

export function writtenMessages(now: number): Message[] {
  return [
    ...long(now),
    ...written(friends.hong, small, now),
    ...written(
      friends.lei,
      [
        [true, '周五打球？', 2 * DAY],
        [false, '行，老地方', 2 * DAY - MINUTE],
      ],
      now,
    ),
    ...written(friends.ada, [[false, 'The note on the engine is ready for review.', 26 * HOUR]], now),
    ...written(friends.omar, [[false, 'مرحبا، هل أنت هنا؟ <b>test</b>', 9 * DAY]], now),
  ];
}
