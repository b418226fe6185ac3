import { OperationError } from '../../protocol/index.ts';
import { needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { tell } from '../presence.ts';
import { deleteFriendship } from '../store/friendships.ts';

export const remove: RequestHandler<'contact.remove'> = async (services, client, { account }) => {
  const { member } = client.session;
  const other = await needMember(services, account);
  const wasFriend = await services.database.write((writer) => deleteFriendship(writer, member.account, account));
  if (!wasFriend) throw new OperationError('not-found');
  member.friends.delete(account);
  other.friends.delete(member.account);
  tell(services.directory, account, 'contact.removed', { account: member.account });
  tell(services.directory, member.account, 'contact.removed', { account });
  services.log.info({ account: member.account, friend: account }, 'friends removed');
  return {};
};
