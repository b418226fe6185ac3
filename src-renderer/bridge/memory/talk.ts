import type { AccountId, Message, Profile, Room, RoomId } from '../../../src-main/contract/model.ts';
import { friends, me, newMessageId, strangers } from './people.ts';
import { newMember } from './rooms.ts';
import { busyWorld, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const { hong, lei, ada, teacher } = friends;
const { jun } = strangers;

function roomId(number: number): RoomId {
  return -number as RoomId;
}

/** Rooms in every state that one can be in, by what is special about them. */
export const talkRooms = {
  lab: roomId(2001),
  muted: roomId(2002),
  mutedAll: roomId(2003),
  left: roomId(2004),
  disbanded: roomId(2005),
  forked: roomId(2006),
  joined: roomId(2007),
};

function room(id: RoomId, name: string, rest: Partial<Room> = {}): Room {
  const memberList = [
    newMember(teacher, 'owner', 'online'),
    newMember(me, 'admin', 'online'),
    { ...newMember(hong, 'admin', 'online'), card: '小红（组长）' },
    newMember(lei, 'member', 'offline'),
    newMember(ada, 'member', 'offline'),
    newMember(jun, 'member', 'online'),
  ];
  return {
    id,
    name,
    members: memberList.length,
    role: 'admin',
    isDisbanded: false,
    isMutedForAll: false,
    isForked: false,
    rules: { entry: 'approval', question: '你的学号？', membersInvite: true },
    memberList,
    ...rest,
  };
}

type Line = Partial<Message> & { author: AccountId; ago: number };

function lines(conversation: Message['conversation'], written: Line[], first: number, now: number): Message[] {
  return written.map(({ ago, ...line }, index) => {
    const own = line.author === me.account;
    return {
      id: newMessageId(),
      conversation,
      order: first + index,
      own,
      kind: 'text',
      text: '',
      reactions: [],
      isPinned: false,
      sentAt: now - ago,
      state: own ? 'sent' : 'received',
      ...line,
    };
  });
}

function labTalk(now: number): Message[] {
  const by = (profile: Profile, ago: number, text: string, rest: Partial<Message> = {}): Line => ({
    author: profile.account,
    ago,
    text,
    ...rest,
  });
  const first = by(hong, DAY, '数据表我放在共享文件夹了，大家今晚填完', {
    id: newMessageId(),
    isPinned: true,
    reactions: [
      { emoji: '👍', by: [lei.account, me.account, jun.account] },
      { emoji: '🙏', by: [ada.account] },
    ],
  });
  const notice = noticeOf(now);
  return lines(
    talkRooms.lab,
    [
      by(teacher, 2 * DAY, '', { kind: 'room', event: { kind: 'created', by: teacher.account } }),
      by(teacher, 2 * DAY - MINUTE, '', {
        kind: 'room',
        event: { kind: 'added', by: teacher.account, accounts: [me.account, hong.account, lei.account, ada.account] },
      }),
      first,
      by(lei, DAY - MINUTE, '我这边电压那一列还差两个数'),
      by(lei, DAY - MINUTE - 5000, '明早补上'),
      by(me, DAY - 2 * MINUTE, '收到，我来画图', {
        quote: { id: first.id ?? newMessageId(), author: hong.account, text: first.text ?? '' },
      }),
      by(hong, 3 * HOUR, '', { kind: 'room', event: { kind: 'joined', by: jun.account } }),
      by(teacher, 2 * HOUR, notice.text, { id: notice.id, kind: 'notice', isPinned: true }),
      by(jun, 90 * MINUTE, '大家好，我是小军', { style: { size: 'large', colour: 'blue' } }),
      by(ada, 80 * MINUTE, '', { kind: 'recalled' }),
      by(me, 79 * MINUTE, '这句话撤回了', { kind: 'recalled' }),
      by(teacher, 70 * MINUTE, '物理竞赛小组的聊天记录', {
        merged: {
          title: '群“物理竞赛”的聊天记录',
          items: [
            { name: '韩梅梅', sentAt: now - 3 * DAY, text: '去年的题谁有？' },
            { name: 'Tom', sentAt: now - 3 * DAY + MINUTE, text: '我有扫描件，\n一共十二页' },
            { name: '韩梅梅', sentAt: now - 3 * DAY + 2 * MINUTE, text: '太好了，发我一份' },
            { name: 'Tom', sentAt: now - 3 * DAY + 3 * MINUTE, text: '晚上发' },
          ],
        },
      }),
      by(hong, 20 * MINUTE, '@小明 图画得怎么样了？', { mentions: [me.account] }),
      by(hong, 19 * MINUTE, '@所有人 明天八点半实验楼集合', { mentions: 'all' }),
    ],
    1,
    now,
  );
}

const noticeId = newMessageId();

function noticeOf(now: number): NonNullable<Room['notice']> {
  return {
    id: noticeId,
    author: teacher.account,
    text: '周五下午三点交实验报告，图用矢量格式，每组一份，写清楚分工。',
    sentAt: now - 2 * HOUR,
    isConfirmed: false,
    confirmed: [hong.account, lei.account],
  };
}

function personTalk(now: number, order: number): Message[] {
  return lines(
    hong.account,
    [
      {
        author: me.account,
        ago: 4 * MINUTE,
        text: '好的，等你',
        state: 'read',
        deliveredAt: now - 3 * MINUTE,
        readAt: now - 2 * MINUTE,
      },
      { author: hong.account, ago: 2 * MINUTE, kind: 'nudge' },
      {
        author: me.account,
        ago: MINUTE,
        text: '来啦来啦',
        state: 'delivered',
        deliveredAt: now - MINUTE,
        style: { size: 'huge', colour: 'pink' },
      },
    ],
    order,
    now,
  );
}

/** Rooms, saved messages, and all that can happen in a talk. */
export function talkWorld(now: number): World {
  const world = busyWorld(now);
  const rooms = [
    room(talkRooms.lab, '计算机三班实验三组', { notice: noticeOf(now) }),
    room(talkRooms.muted, '年级大群', { role: 'member', mutedUntil: now + 2 * HOUR }),
    room(talkRooms.mutedAll, '教务通知', { role: 'member', isMutedForAll: true }),
    withoutRole(room(talkRooms.left, '去年的选修课')),
    withoutRole(room(talkRooms.disbanded, '暑期实践', { isDisbanded: true })),
    room(talkRooms.forked, '编程社', { isForked: true }),
    room(talkRooms.joined, '羽毛球', { role: 'member' }),
  ];
  const said = (id: RoomId) => lines(id, [{ author: hong.account, ago: 5 * HOUR, text: '这周的安排我晚点发' }], 1, now);
  const personOrder = world.messages.findLast(({ conversation }) => conversation === hong.account)?.order ?? 0;
  return {
    ...world,
    rooms: new Map(rooms.map((each) => [each.id, each])),
    messages: [
      ...world.messages,
      ...labTalk(now),
      ...rooms.filter(({ id }) => id !== talkRooms.lab).flatMap(({ id }) => said(id)),
      ...personTalk(now, personOrder + 1),
      ...lines(me.account, [{ author: me.account, ago: 6 * HOUR, text: '图书馆 Wi-Fi：三楼信号最好' }], 1, now),
    ],
    readUpTo: new Map([
      ...world.readUpTo,
      [talkRooms.lab, 11],
      [hong.account, personOrder + 3],
      ...rooms.slice(1).map(({ id }) => [id, 1] as const),
    ]),
    pinnedChats: new Set([talkRooms.lab]),
  };
}

function withoutRole({ role: _, ...rest }: Room): Room {
  return rest;
}
