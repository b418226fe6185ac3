import { OperationError } from '../../protocol/index.ts';
import { announceParting, needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { deleteFriendship } from '../store/friendships.ts';

export const remove: RequestHandler<'contact.remove'> = async (services, client, { account }) => {
  const { member } = client.session;
  const other = await needMember(services, account);
  const wasFriend = await services.database.write((writer) => deleteFriendship(writer, member.account, account));
  if (!wasFriend) throw new OperationError('not-found');
  announceParting(services, member, other);
  return {};
};
