import { type ContactAnswer, OperationError } from '../../protocol/index.ts';
import { announceFriendship, befriend, checkRoomForFriend, needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import { tell } from '../presence.ts';
import type { Writer } from '../store/database.ts';
import { findRequest, setRequestState } from '../store/requests.ts';

export const answer: RequestHandler<'contact.answer'> = async (services, client, { account, answer: decision }) => {
  const { member } = client.session;
  const asker = await needMember(services, account);
  if (member.blocked.has(account)) throw new OperationError('not-found');
  if (decision === 'accept') checkRoomForFriend(services, member, asker);
  const now = services.wallClock();
  await services.database.write((writer) => apply(writer, decision, asker, member, now));
  if (decision === 'accept') announceFriendship(services, asker, member, now);
  if (decision === 'refuse') tell(services.directory, account, 'contact.refused', { account: member.account });
  return {};
};

async function apply(
  writer: Writer,
  decision: ContactAnswer,
  asker: Member,
  member: Member,
  now: number,
): Promise<void> {
  const request = await findRequest(writer, asker.account, member.account);
  if (!request || request.state === 'refused') throw new OperationError('not-found');
  switch (decision) {
    case 'accept':
      return befriend(writer, asker, member, now);
    case 'refuse':
      return setRequestState(writer, asker.account, member.account, 'refused');
    case 'later':
      return setRequestState(writer, asker.account, member.account, 'later');
  }
}
