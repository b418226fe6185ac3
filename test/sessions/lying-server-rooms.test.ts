import { describe, expect, it } from 'vitest';
import { AccountId, type Delivery, DeviceId, isRoom, type RoomId, type SignedRecord } from '../../protocol/index.ts';
import type { Core } from '../../src-main/core/core.ts';
import { accountOf, say, texts, waitFor } from '../support/core.ts';
import { type Lies, startLyingServer } from '../support/lying-server.ts';
import { RoomSpy, together } from '../support/room-spy.ts';
import {
  eventsIn,
  heard,
  isOut,
  memberIn,
  peopleAround,
  roomOf,
  settled,
  summary,
  textsIn,
  whenRoom,
} from '../support/rooms.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** Three people in a room, on a server that lies. */
async function lieTo(spy: RoomSpy, lies: (running: TestServer) => Lies = () => ({})) {
  const running = await startTestServer();
  const lying = await startLyingServer(running, together(spy.watching, lies(running)));
  const [ming, hong, li] = await peopleAround(lying, ['ming', 'hong', 'li'], { isDisturbed: true });
  if (!ming || !hong || !li) throw new Error('nobody is there');
  const room = await roomOf(ming, [hong, li]);
  for (const core of [ming, hong, li]) {
    const text = `hello from ${accountOf(core)}`;
    await settled(core, await say(core, room, text));
    await Promise.all([ming, hong, li].map((other) => heard(other, room, text)));
  }
  spy.shared.length = 0;
  return { ming, hong, li, room };
}

const ghost = DeviceId.parse(2_000_000);
const otherGhost = DeviceId.parse(3_000_000);
const stranger = AccountId.parse(99_999);

const isForked = (core: Core, room: RoomId) =>
  waitFor(core, async () => ((await summary(core, room))?.isForked ? true : undefined));

/** The room is not believed any more: nothing is written to it. */
async function standsStill(core: Core, room: RoomId): Promise<void> {
  await isForked(core, room);
  const message = await settled(core, await say(core, room, 'secret'));
  expect(message).toMatchObject({ state: 'failed', problem: 'refused' });
  await expect(core.call('rooms.setCard', { room, card: 'x' })).rejects.toMatchObject({ code: 'bad-room' });
}

describe('the log of a room', () => {
  it('gets no reader from the server: who is shown one stops writing, and says so', async () => {
    const spy = new RoomSpy();
    let victim: AccountId | undefined;
    const { ming, li, room } = await lieTo(spy, () => ({
      events: {
        'room.records': (event, { account }) => {
          const [owner] = spy.state?.members.keys() ?? [];
          if (account !== victim || !owner) return [event];
          const forged = spy.forge(owner, { kind: 'add', members: [spy.member(stranger)] });
          return [{ ...event, from: spy.head.seq + 1, records: [forged] }];
        },
      },
    }));
    victim = accountOf(ming);
    await li.call('rooms.setCard', { room, card: 'Li' });
    await standsStill(ming, room);
    expect(spy.shared).toEqual([]);
    const seen = await ming.call('rooms.get', { room });
    expect(memberIn(seen, stranger)).toBeUndefined();
  });

  it.each([
    ['changed', ({ record, signature }: SignedRecord) => [{ record: flipped(record), signature }]],
    ['signed by somebody else', ({ record, signature }: SignedRecord) => [{ record, signature: flipped(signature) }]],
  ])('is not believed where a record is %s', async (_, spoil) => {
    const spy = new RoomSpy();
    let victim: AccountId | undefined;
    const { ming, hong, room } = await lieTo(spy, () => ({
      events: {
        'room.records': (event, { account }) =>
          account === victim ? [{ ...event, records: event.records.flatMap((signed) => spoil(signed)) }] : [event],
      },
    }));
    victim = accountOf(hong);
    await ming.call('rooms.rename', { room, name: 'quay' });
    await standsStill(hong, room);
    expect(await summary(hong, room)).toMatchObject({ name: 'harbour' });
  });

  it('is whole again where records came twice, in another order, or not at all', async () => {
    const spy = new RoomSpy();
    const kept: { room: RoomId; from: number; records: SignedRecord[] }[] = [];
    let drops = 0;
    const { ming, hong, li, room } = await lieTo(spy, () => ({
      events: {
        'room.records': (event) => {
          kept.push(event);
          if (drops > 0) {
            drops -= 1;
            return [];
          }
          return [event, ...kept.toReversed(), event];
        },
      },
    }));
    drops = 3;
    await ming.call('rooms.rename', { room, name: 'quay' });
    await ming.call('rooms.rename', { room, name: 'pier' });
    await li.call('rooms.setCard', { room, card: 'Li' });
    for (const core of [ming, hong, li]) await whenRoom(core, room, ({ name }) => name === 'pier');
    await ming.call('rooms.rename', { room, name: 'mole' });
    for (const core of [ming, hong, li]) {
      await whenRoom(core, room, ({ name }) => name === 'mole');
      expect((await eventsIn(core, room)).filter((kind) => kind === 'renamed')).toHaveLength(3);
      expect(await summary(core, room)).toMatchObject({ isForked: false });
    }
  });

  it('shows it when the server withholds a removal: the others tell', async () => {
    const spy = new RoomSpy();
    let victim: AccountId | undefined;
    let until = Number.POSITIVE_INFINITY;
    const { ming, hong, li, room } = await lieTo(spy, () => ({
      events: { 'room.records': (event, { account }) => (account === victim ? [] : [event]) },
      replies: {
        'room.log': (reply, { from }, { account }) =>
          account === victim ? { records: reply.records.slice(0, Math.max(0, until - from)), more: false } : reply,
      },
    }));
    victim = accountOf(li);
    until = spy.head.seq + 1;
    await ming.call('rooms.remove', { room, account: accountOf(hong) });
    await isOut(hong, room);
    await settled(ming, await say(ming, room, 'he is out'));
    await heard(li, room, 'he is out');
    await isForked(li, room);
    expect(await summary(ming, room)).toMatchObject({ isForked: false });
  });
});

describe('who reads in a room', () => {
  it('is no account and no device that the server adds to its list', async () => {
    const spy = new RoomSpy();
    let isLying = false;
    const { ming, hong, li, room } = await lieTo(spy, () =>
      together(
        spy.showing((members) => {
          const [first] = members;
          if (!isLying || !first) return members;
          const spied = { ...first, profile: { ...first.profile, account: stranger }, devices: [otherGhost] };
          return [{ ...first, devices: [...first.devices, ghost] }, ...members.slice(1), spied];
        }),
        {
          replies: {
            'keys.bundle': ({ certificate, bundles }, { devices }) => ({
              certificate,
              bundles: devices.includes(ghost) ? [...bundles, spy.bundle(ghost)] : bundles,
            }),
          },
        },
        spy.taking,
      ),
    );
    isLying = true;
    await li.call('rooms.leave', { room });
    for (const core of [ming, hong]) await whenRoom(core, room, ({ members }) => members === 2);
    for (const [core, other, text] of [
      [ming, hong, 'to hong'],
      [hong, ming, 'to ming'],
    ] as const) {
      expect(await settled(core, await say(core, room, text))).toMatchObject({ state: 'sent' });
      await heard(other, room, text);
    }
    expect(spy.shared.length).toBeGreaterThanOrEqual(2);
    expect(spy.shared).not.toContain(ghost);
    expect(spy.shared).not.toContain(otherGhost);
    const seen = await ming.call('rooms.get', { room });
    expect(memberIn(seen, stranger)).toBeUndefined();
  });

  it('is nobody who was removed, though the server gives them everything', async () => {
    const spy = new RoomSpy();
    const kept: Delivery[] = [];
    let account: AccountId | undefined;
    let isRemoved = false;
    const { ming, hong, li, room } = await lieTo(spy, () => ({
      events: {
        'room.records': (event, victim) => (victim.account === account ? [] : [event]),
        'message.deliver': (delivery, victim) => {
          if (victim.account === undefined) return [delivery];
          if (victim.account !== account) {
            if (isRemoved && isRoom(delivery.to)) kept.push(delivery);
            return [delivery];
          }
          return [...kept.splice(0), delivery];
        },
      },
    }));
    account = accountOf(hong);
    await ming.call('rooms.remove', { room, account });
    await whenRoom(li, room, ({ members }) => members === 2);
    isRemoved = true;
    for (const [core, other, text] of [
      [ming, li, 'from ming'],
      [li, ming, 'from li'],
    ] as const) {
      await settled(core, await say(core, room, text));
      await heard(other, room, text);
    }
    expect(kept.length).toBeGreaterThanOrEqual(2);
    await say(ming, accountOf(hong), 'between us');
    expect(await texts(hong, accountOf(ming), 1)).toEqual(['between us']);
    expect(kept).toEqual([]);
    expect((await textsIn(hong, room)).filter((text) => text.startsWith('from'))).toEqual([]);
  });

  it('is nobody with other keys than those in the log, though the authority certifies them', async () => {
    const spy = new RoomSpy();
    const running = { folder: '' };
    let account: AccountId | undefined;
    let certificate: Uint8Array | undefined;
    const { ming, hong, li, room } = await lieTo(spy, ({ folder }) => {
      running.folder = folder;
      return together(
        spy.showing((members) =>
          members.map((each) =>
            certificate && each.profile.account === account ? { ...each, devices: [ghost] } : each,
          ),
        ),
        {
          replies: {
            'keys.certificate': (reply, params) =>
              certificate && params.account === account ? { ...reply, certificate } : reply,
            'keys.bundle': (reply, params) =>
              certificate && params.account === account
                ? { certificate, bundles: params.devices.map((device) => spy.bundle(device)) }
                : reply,
          },
        },
        spy.taking,
      );
    });
    account = accountOf(hong);
    certificate = await spy.certificate(running.folder, account, 'hong');
    await ming.call('rooms.get', { room });
    await settled(ming, await say(ming, room, 'not for the server'));
    await heard(li, room, 'not for the server');
    await whenRoom(ming, room, (found) => memberIn(found, accountOf(hong))?.hasOtherKeys === true);
    expect(spy.shared.length).toBeGreaterThanOrEqual(1);
    expect(spy.shared).not.toContain(ghost);
  });
});

function flipped(bytes: Uint8Array): Uint8Array {
  const changed = new Uint8Array(bytes);
  const last = changed.length - 1;
  changed[last] = (changed[last] ?? 0) ^ 1;
  return changed;
}
