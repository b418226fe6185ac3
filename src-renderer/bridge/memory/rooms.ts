import { ContractError } from '../../../src-main/contract/errors.ts';
import type {
  AccountId,
  FieldProblem,
  Profile,
  Room,
  RoomEvent,
  RoomId,
  RoomMember,
  RoomRules,
} from '../../../src-main/contract/model.ts';
import type { Handlers, Memory } from './memory.ts';
import type { messageHandlers } from './messages.ts';

type RoomCall =
  | `rooms.${'create' | 'find' | 'join' | 'get' | 'requests' | 'answer' | 'add' | 'remove' | 'leave' | 'disband'}`
  | `rooms.${'transfer' | 'setRole' | 'rename' | 'setRules' | 'setAvatar' | 'mute' | 'muteAll' | 'setCard'}`
  | `rooms.${'acceptKeys' | 'setNotice' | 'confirmNotice'}`;

const openToNobody: RoomRules = { entry: 'approval', question: '', membersInvite: true };

export function newMember(profile: Profile, role: RoomMember['role'], presence: RoomMember['presence']): RoomMember {
  return { profile, role, card: '', presence, trust: 'server', hasOtherKeys: false };
}

/** `messages` writes the lines of the room's chat. */
export function roomHandlers(memory: Memory, messages: ReturnType<typeof messageHandlers>): Handlers<RoomCall> {
  const { world, now, emit } = memory;

  function me(): Profile {
    if (!world.session) throw new ContractError('no-session');
    return world.session.profile;
  }

  function own(id: RoomId): Room {
    const room = world.rooms.get(id);
    if (!room) throw new ContractError('not-found');
    return room;
  }

  function nameProblem(name: string): FieldProblem | undefined {
    const { min, max } = world.session?.limits.roomName ?? { min: 2, max: 32 };
    const { length } = [...name.trim()];
    if (length === 0) return 'empty';
    if (length < min) return 'too-short';
    if (length > max) return 'too-long';
    const names = [...world.rooms.values(), ...world.otherRooms.values()].map((room) => room.name);
    return names.includes(name.trim()) ? 'taken' : undefined;
  }

  function checkName(name: string): void {
    const problem = nameProblem(name);
    if (problem) throw new ContractError('invalid-fields', { fields: { name: problem } });
  }

  function profileOf(account: AccountId): Profile {
    const profile = world.people.get(account);
    if (!profile) throw new ContractError('not-found');
    return profile;
  }

  function change(id: RoomId, patch: Partial<Room>, event?: RoomEvent): Room {
    const room = { ...own(id), ...patch };
    room.members = room.memberList.length;
    world.rooms.set(id, room);
    emit('room', room);
    if (event) messages.append(id, event.by, { kind: 'room', event });
    else messages.update(id);
    return room;
  }

  function changeMember(id: RoomId, account: AccountId, patch: Partial<RoomMember>): RoomMember[] {
    return own(id).memberList.map((member) => (member.profile.account === account ? { ...member, ...patch } : member));
  }

  function without(id: RoomId, account: AccountId): RoomMember[] {
    return own(id).memberList.filter(({ profile }) => profile.account !== account);
  }

  function depart(id: RoomId, event: RoomEvent, patch: Partial<Room> = {}): void {
    const { role: _, ...rest } = { ...own(id), memberList: without(id, me().account), ...patch };
    world.rooms.set(id, rest);
    change(id, {}, event);
  }

  function enter(id: RoomId, room: Room): void {
    world.rooms.set(id, room);
    world.opened.add(id);
  }

  return {
    'rooms.create': ({ name, members, rules = openToNobody }) => {
      checkName(name);
      const id = (Math.min(-2000, ...world.rooms.keys(), ...world.otherRooms.keys()) - 1) as RoomId;
      const friends = members.map((account) =>
        newMember(profileOf(account), 'member', world.contacts.get(account)?.presence ?? 'offline'),
      );
      const memberList = [newMember(me(), 'owner', 'online'), ...friends];
      enter(id, {
        id,
        name: name.trim(),
        members: memberList.length,
        role: 'owner',
        isDisbanded: false,
        isMutedForAll: false,
        isForked: false,
        rules,
        memberList,
      });
      messages.append(id, me().account, { kind: 'room', event: { kind: 'created', by: me().account } });
      return id;
    },
    'rooms.find': ({ query }) => {
      const isWanted = (room: { name: string }, id: RoomId) => room.name === query || String(-id) === query;
      for (const [id, room] of world.rooms) {
        const { entry, question } = room.rules;
        if (isWanted(room, id)) {
          const { name, members, role } = room;
          return { room: id, name, members, entry, question, relation: role ? 'member' : 'none' };
        }
      }
      for (const [id, sighting] of world.otherRooms) if (isWanted(sighting, id)) return sighting;
      throw new ContractError('not-found');
    },
    'rooms.join': ({ room: id }) => {
      const sighting = world.otherRooms.get(id);
      if (world.rooms.get(id)?.role) throw new ContractError('already-member');
      if (!sighting) throw new ContractError('not-found');
      if (sighting.relation === 'requested') throw new ContractError('already-requested');
      if (sighting.entry === 'closed') throw new ContractError('room-closed');
      if (sighting.entry === 'approval') {
        world.otherRooms.set(id, { ...sighting, relation: 'requested' });
        return { state: 'requested' };
      }
      const { name, entry, question } = sighting;
      const memberList = [newMember(me(), 'member', 'online')];
      enter(id, {
        id,
        name,
        members: 1,
        role: 'member',
        isDisbanded: false,
        isMutedForAll: false,
        isForked: false,
        rules: { entry, question, membersInvite: true },
        memberList,
      });
      world.otherRooms.delete(id);
      messages.append(id, me().account, { kind: 'room', event: { kind: 'joined', by: me().account } });
      return { state: 'joined' };
    },
    'rooms.get': ({ room }) => own(room),
    'rooms.requests': () => world.roomRequests,
    'rooms.answer': ({ room, account, accept }) => {
      const request = world.roomRequests.find((each) => each.room === room && each.profile.account === account);
      if (!request) throw new ContractError('not-found');
      world.roomRequests = world.roomRequests.filter((each) => each !== request);
      emit('roomRequests', world.roomRequests);
      if (!accept) return;
      const memberList = [...own(room).memberList, newMember(request.profile, 'member', 'online')];
      change(room, { memberList }, { kind: 'added', by: me().account, accounts: [account] });
    },
    'rooms.add': ({ room, accounts }) => {
      const added = accounts.map((account) =>
        newMember(profileOf(account), 'member', world.contacts.get(account)?.presence ?? 'offline'),
      );
      change(room, { memberList: [...own(room).memberList, ...added] }, { kind: 'added', by: me().account, accounts });
    },
    'rooms.remove': ({ room, account }) => {
      change(room, { memberList: without(room, account) }, { kind: 'removed', by: me().account, account });
    },
    'rooms.leave': ({ room }) => depart(room, { kind: 'left', by: me().account }),
    'rooms.disband': ({ room }) => depart(room, { kind: 'disbanded', by: me().account }, { isDisbanded: true }),
    'rooms.transfer': ({ room, account }) => {
      const memberList = changeMember(room, account, { role: 'owner' }).map((member) =>
        member.profile.account === me().account ? { ...member, role: 'admin' as const } : member,
      );
      change(room, { memberList, role: 'admin' }, { kind: 'transferred', by: me().account, account });
    },
    'rooms.setRole': ({ room, account, role }) => {
      const memberList = changeMember(room, account, { role });
      change(room, { memberList }, { kind: 'role', by: me().account, account, role });
    },
    'rooms.rename': ({ room, name }) => {
      checkName(name);
      change(room, { name: name.trim() }, { kind: 'renamed', by: me().account, name: name.trim() });
    },
    'rooms.setRules': ({ room, rules }) => void change(room, { rules }, { kind: 'rules', by: me().account, rules }),
    'rooms.setAvatar': ({ room, picture }) => {
      const { avatar: _, ...plain } = own(room);
      world.rooms.set(room, picture ? { ...plain, avatar: memory.keepPicture(picture) } : plain);
      change(room, {}, { kind: 'avatar', by: me().account });
    },
    'rooms.mute': ({ room, account, ms }) => {
      const memberList = own(room).memberList.map((member): RoomMember => {
        if (member.profile.account !== account) return member;
        const { mutedUntil: _, ...rest } = member;
        return ms > 0 ? { ...rest, mutedUntil: now() + ms } : rest;
      });
      const by = me().account;
      const event: RoomEvent =
        ms > 0 ? { kind: 'muted', by, account, until: now() + ms } : { kind: 'unmuted', by, account };
      change(room, { memberList }, event);
    },
    'rooms.muteAll': ({ room, on }) => {
      change(room, { isMutedForAll: on }, { kind: on ? 'muted-all' : 'unmuted-all', by: me().account });
    },
    'rooms.setCard': ({ room, card }) => {
      change(room, { memberList: changeMember(room, me().account, { card }) });
    },
    'rooms.acceptKeys': ({ room, account }) => {
      const memberList = changeMember(room, account, { hasOtherKeys: false });
      change(room, { memberList }, { kind: 'rekeyed', by: me().account, account });
    },
    'rooms.setNotice': ({ room, text }) => {
      const message = messages.say(room, { kind: 'notice', text });
      const { id, author, sentAt } = message;
      change(room, { notice: { id, author, text, sentAt, isConfirmed: false, confirmed: [] } });
      return message;
    },
    'rooms.confirmNotice': ({ room }) => {
      const { notice } = own(room);
      if (!notice) throw new ContractError('not-found');
      if (notice.author === me().account) throw new ContractError('not-allowed');
      const confirmed = [...new Set([...notice.confirmed, me().account])];
      change(room, { notice: { ...notice, isConfirmed: true, confirmed } });
    },
  };
}
