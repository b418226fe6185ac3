import { OperationError } from '../../protocol/index.ts';
import { checkGreeting, FieldReport } from '../accounts/fields.ts';
import { announceFriendship, befriend, checkRoomForFriend, needMember, requestFor } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import { tell } from '../presence.ts';
import type { Services } from '../services.ts';
import { countExisting } from '../store/accounts.ts';
import { deleteBlock } from '../store/blocks.ts';
import type { Writer } from '../store/database.ts';
import { countUnanswered, type FriendRequest, findRequest, putRequest } from '../store/requests.ts';

export const request: RequestHandler<'contact.request'> = async (services, client, { account, greeting }) => {
  const { member } = client.session;
  if (account === member.account) throw new OperationError('oneself');
  checkGreetingField(services, greeting);
  const other = await needMember(services, account);
  if (member.friends.has(account)) throw new OperationError('already-friends');
  checkRoomForFriend(services, member, other);
  const asked: FriendRequest = {
    from: member.account,
    to: account,
    greeting: greeting.trim(),
    time: services.wallClock(),
    state: 'open',
  };
  const state = await services.database.write((writer) => ask(services, writer, asked, member, other));
  member.blocked.delete(account);
  if (state === 'added') announceFriendship(services, member, other, asked.time);
  else if (!other.blocked.has(member.account))
    tell(services.directory, account, 'contact.requested', requestFor(account, asked, member.profile));
  return { state };
};

function checkGreetingField({ config }: Services, greeting: string): void {
  const wrong = new FieldReport();
  wrong.add('greeting', checkGreeting(greeting, config.limits));
  wrong.throwIfAny();
}

async function ask(
  services: Services,
  writer: Writer,
  asked: FriendRequest,
  member: Member,
  other: Member,
): Promise<'added' | 'requested'> {
  if ((await countExisting(writer, [asked.from, asked.to])) < 2) throw new OperationError('not-found');
  // nobody can want to be friends and not hear of each other
  await deleteBlock(writer, asked.from, asked.to);
  const theirs = await findRequest(writer, asked.to, asked.from);
  if (theirs && theirs.state !== 'refused') {
    await befriend(writer, member, other, asked.time);
    return 'added';
  }
  const own = await findRequest(writer, asked.from, asked.to);
  if (own && own.state !== 'refused') throw new OperationError('already-requested');
  const limit = services.config.limits.requests;
  if ((await countUnanswered(writer, asked.from)) >= limit) throw new OperationError('too-many', { limit });
  await putRequest(writer, asked);
  return 'requested';
}
