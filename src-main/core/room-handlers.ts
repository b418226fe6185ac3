import { ContractError } from '../contract/errors.ts';
import { demandPicture } from './avatars.ts';
import type { Family } from './handler.ts';

/** The calls about rooms. */
export const roomHandlers: Family<'rooms'> = {
  'rooms.create': ({ account }, room) => account.rooms.deeds.create(room),
  'rooms.find': async ({ account }, { query }) => {
    const wanted = query.trim();
    if (wanted === '') throw new ContractError('not-found');
    const { head: _, ...sighting } = await account.channel.request('room.find', { query: wanted });
    return sighting;
  },
  'rooms.join': async ({ account }, { room, answer }) => ({ state: await account.rooms.join(room, answer) }),
  'rooms.get': ({ account }, { room }) => account.rooms.get(room),
  'rooms.requests': ({ account }) => account.rooms.requests.list(),
  'rooms.answer': ({ account }, { room, account: id, accept }) => account.rooms.answer(room, id, accept),
  'rooms.add': ({ account }, { room, accounts }) => account.rooms.deeds.add(room, accounts),
  'rooms.remove': ({ account }, { room, account: id }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'remove', account: id })),
  'rooms.leave': ({ account }, { room }) => account.rooms.deeds.perform(room, () => ({ kind: 'leave' })),
  'rooms.disband': ({ account }, { room }) => account.rooms.deeds.perform(room, () => ({ kind: 'disband' })),
  'rooms.transfer': ({ account }, { room, account: id }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'transfer', account: id })),
  'rooms.setRole': ({ account }, { room, account: id, role }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'role', account: id, role })),
  'rooms.rename': ({ account }, { room, name }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'rename', name: name.trim() })),
  'rooms.setRules': ({ account }, { room, rules }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'rules', rules })),
  'rooms.setAvatar': async ({ account }, { room, picture }) => {
    if (picture) {
      demandPicture(picture);
      await account.avatars.keep(picture);
    }
    await account.rooms.deeds.setAvatar(room, picture);
  },
  'rooms.mute': ({ account }, { room, account: id, ms }) =>
    account.rooms.deeds.perform(room, (now) => ({ kind: 'mute', account: id, until: ms === 0 ? 0 : now + ms })),
  'rooms.muteAll': ({ account }, { room, on }) => account.rooms.deeds.perform(room, () => ({ kind: 'mute-all', on })),
  'rooms.setCard': ({ account }, { room, card }) =>
    account.rooms.deeds.perform(room, () => ({ kind: 'card', name: card.trim() })),
  'rooms.acceptKeys': ({ account }, { room, account: id }) => account.rooms.deeds.acceptKeys(room, id),
  'rooms.setNotice': async ({ account }, { room, text }) => {
    const notice = await account.writing.write(room, { kind: 'notice', text });
    account.rooms.noticeChanged(room);
    return notice;
  },
  'rooms.confirmNotice': async ({ account }, { room, id }) => {
    await account.acts.actOn(id, { kind: 'confirm', id });
    account.rooms.noticeChanged(room);
  },
};
