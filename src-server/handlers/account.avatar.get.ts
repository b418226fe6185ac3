import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { findAvatar } from '../store/avatars.ts';

export const getAvatar: RequestHandler<'account.avatar.get'> = async ({ database }, _client, { account }) => {
  const picture = await findAvatar(database.read, account);
  if (!picture) throw new OperationError('not-found');
  return { picture };
};
