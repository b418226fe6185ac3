import { OperationError } from '../../protocol/index.ts';
import { isShared } from '../address.ts';
import type { RequestHandler } from '../handler.ts';
import { presenceOf } from '../presence.ts';

export const address: RequestHandler<'contact.address'> = ({ directory }, client, { account }) => {
  const friend = client.session.member.friends.has(account) ? directory.find(account) : undefined;
  const isSeen = presenceOf(directory, account) !== 'offline';
  if (!friend?.client || !isSeen) throw new OperationError('not-found');
  const { address, port } = friend.client;
  if (!isShared(friend.status.address, address, client.address)) throw new OperationError('not-found');
  return { address, port };
};
