import {
  type Attachment,
  mediaPath,
  type Sticker,
  type StickerId,
  type Transfer,
} from '../../../src-main/contract/attachment.ts';
import type { AccountId, ConversationId, Message } from '../../../src-main/contract/model.ts';
import { friends, me, newMessageId } from './people.ts';
import { catSticker, landscape, speechWaveform, tone } from './samples.ts';
import { talkRooms, talkWorld } from './talk.ts';
import type { World } from './world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KIB = 1024;
const MIB = 1024 * KIB;

const { hong, teacher, lei } = friends;

interface Sent {
  author: AccountId;
  ago: number;
  attachment: Attachment;
  text?: string;
  /** what its media address shows */
  shows?: string;
  hides?: { text: string; password: string };
  transfer?: Pick<Transfer, 'direction' | 'stage' | 'done' | 'bytesPerSecond'>;
}

function picture(name: string, hue: number, width: number, height: number, rest: Partial<Attachment> = {}) {
  const attachment: Attachment = {
    kind: 'picture',
    name,
    size: Math.round(width * height * 0.4),
    type: name.endsWith('.png') ? 'image/png' : 'image/jpeg',
    state: 'here',
    width,
    height,
    hasThumbnail: true,
    ...rest,
  };
  return { attachment, shows: landscape({ width, height, hue }) };
}

function file(name: string, size: number, state: Attachment['state'], rest: Partial<Attachment> = {}) {
  return { attachment: { kind: 'file', name, size, type: 'application/octet-stream', state, ...rest } as const };
}

function voice(durationMs: number, seed: number, rest: Partial<Attachment> = {}) {
  const attachment: Attachment = {
    kind: 'voice',
    name: 'voice.webm',
    size: durationMs * 3,
    type: 'audio/webm',
    state: 'here',
    durationMs,
    waveform: speechWaveform(seed),
    ...rest,
  };
  return { attachment, shows: tone(durationMs) };
}

const cats = [
  { mood: 'glad', hue: 32 },
  { mood: 'sad', hue: 210 },
  { mood: 'surprised', hue: 340 },
  { mood: 'glad', hue: 130 },
  { mood: 'surprised', hue: 265 },
] as const;

function stickerId(number: number): StickerId {
  return `cat-${number}`.padEnd(43, '_') as StickerId;
}

const ownStickers: Sticker[] = cats.map((_, index) => ({ id: stickerId(index), width: 320, height: 320 }));

/** What was sent to and by one friend: every kind, in every state. */
function sentWithHong(now: number): Sent[] {
  const expiresAt = now + 29 * DAY;
  return [
    { author: hong.account, ago: 2 * DAY, ...file('去年的报告.docx', 84 * KIB, 'expired') },
    { author: hong.account, ago: 26 * HOUR, ...picture('IMG_2041.jpg', 205, 1600, 1067), text: '昨天爬山拍的' },
    {
      author: hong.account,
      ago: 26 * HOUR - MINUTE,
      ...picture('IMG_2042.jpg', 190, 1600, 1067, { state: 'remote', problem: 'over-budget', expiresAt }),
    },
    { author: me.account, ago: 25 * HOUR, ...picture('秋天.png', 28, 900, 1350, { expiresAt }) },
    { author: hong.account, ago: 5 * HOUR, ...file('实验数据-第三组.xlsx', 412 * KIB, 'here', { expiresAt }) },
    { author: hong.account, ago: 4 * HOUR, ...file('讲座录像.mp4', 734 * MIB, 'remote', { expiresAt }) },
    {
      author: hong.account,
      ago: 3 * HOUR,
      ...file('ubuntu-26.04-desktop-amd64.iso', 5.8 * KIB * MIB, 'downloading', { expiresAt }),
      transfer: { direction: 'down', stage: 'running', done: 2.1 * KIB * MIB, bytesPerSecond: 63.4 * MIB },
    },
    { author: hong.account, ago: 2 * HOUR, ...file('备份.tar.gz', 128 * MIB, 'paused', { expiresAt }) },
    {
      author: hong.account,
      ago: 100 * MINUTE,
      ...file('课表.pdf', 1.3 * MIB, 'failed', { problem: 'disk-full', expiresAt }),
    },
    { author: hong.account, ago: 60 * MINUTE, ...voice(7400, 1) },
    { author: me.account, ago: 55 * MINUTE, ...voice(23_000, 4, { expiresAt }) },
    {
      author: hong.account,
      ago: 50 * MINUTE,
      ...picture('晚霞.png', 275, 1280, 853, { hidesText: true }),
      text: '看看有什么不一样',
      hides: { text: '周六下午三点，图书馆东门见。\n别告诉李雷，是给他的生日惊喜。', password: '糖醋排骨' },
    },
    {
      author: hong.account,
      ago: 40 * MINUTE,
      attachment: {
        kind: 'sticker',
        name: 'sticker.webp',
        size: 21 * KIB,
        type: 'image/webp',
        state: 'here',
        width: 320,
        height: 320,
        hasThumbnail: true,
      },
      shows: catSticker('glad', 32),
    },
    {
      author: me.account,
      ago: 6 * MINUTE,
      ...file('实验报告-终稿-第三组-含全部附图与原始数据.zip', 96 * MIB, 'uploading'),
      transfer: { direction: 'up', stage: 'running', done: 41 * MIB, bytesPerSecond: 8.2 * MIB },
    },
    { author: me.account, ago: 5 * MINUTE, ...file('毕业照合集.zip', 2.4 * KIB * MIB, 'upload-paused') },
    {
      author: me.account,
      ago: 4 * MINUTE,
      ...file('监控录像.mkv', 31 * KIB * MIB, 'upload-failed', { problem: 'over-quota' }),
    },
  ];
}

function sentInLab(now: number): Sent[] {
  const expiresAt = now + 20 * DAY;
  return [
    { author: teacher.account, ago: 30 * HOUR, ...file('实验指导书（第 7 版）.pdf', 6.2 * MIB, 'here', { expiresAt }) },
    { author: lei.account, ago: 10 * MINUTE, ...picture('接线图.png', 160, 1400, 900), text: '这样接对吗？' },
    { author: lei.account, ago: 9 * MINUTE, ...file('setup.exe', 48 * MIB, 'here', { expiresAt }) },
  ];
}

function addTo(world: World, conversation: ConversationId, sent: Sent[], now: number): void {
  for (const { author, ago, attachment, text = '', shows, hides, transfer } of sent) {
    const own = author === me.account;
    const message: Message = {
      id: newMessageId(),
      conversation,
      order: 0,
      own,
      author,
      kind: 'text',
      text,
      attachment,
      reactions: [],
      isPinned: false,
      sentAt: now - ago,
      state: stateOf(own, attachment),
      ...(attachment.state === 'upload-failed' && { problem: 'not-uploaded' }),
    };
    world.messages.push(message);
    const path = mediaPath({ of: 'message', id: message.id, part: 'full' });
    if (shows) world.media.set(path, shows);
    if (hides) world.hidden.set(path, hides);
    if (transfer) world.transfers.set(message.id, { message: message.id, total: attachment.size, ...transfer });
  }
}

function stateOf(own: boolean, { state }: Attachment): Message['state'] {
  if (!own) return 'received';
  if (state === 'upload-failed') return 'failed';
  return state === 'here' ? 'read' : 'sending';
}

/** Puts what was added into the order of its time. */
function renumber(world: World, conversation: ConversationId): void {
  const history = world.messages.filter((message) => message.conversation === conversation);
  history.sort((a, b) => a.sentAt - b.sentAt);
  history.forEach((message, index) => {
    message.order = index + 1;
  });
  world.messages = [...world.messages.filter((message) => message.conversation !== conversation), ...history];
  world.readUpTo.set(conversation, history.length);
}

/** Pictures, files in every state, voice messages, stickers, and a hidden text. Its password is 糖醋排骨. */
export function mediaWorld(now: number): World {
  const world = talkWorld(now);
  addTo(world, hong.account, sentWithHong(now), now);
  addTo(world, talkRooms.lab, sentInLab(now), now);
  renumber(world, hong.account);
  renumber(world, talkRooms.lab);
  world.stickers = ownStickers;
  for (const [index, { mood, hue }] of cats.entries()) {
    world.media.set(mediaPath({ of: 'sticker', id: stickerId(index), part: 'full' }), catSticker(mood, hue));
  }
  world.space = { ...world.space, received: 61 * MIB, cache: 347 * MIB, outgoing: 96 * MIB };
  return world;
}
