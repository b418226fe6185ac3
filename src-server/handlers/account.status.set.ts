import type { RequestHandler } from '../handler.ts';
import { announce, presenceOf } from '../presence.ts';
import { updateStatus } from '../store/accounts.ts';

export const setStatus: RequestHandler<'account.status.set'> = async (services, client, status) => {
  const { member } = client.session;
  await services.database.write((writer) => updateStatus(writer, member.account, status));
  const before = presenceOf(services.directory, member.account);
  member.status = status;
  announce(services.directory, member, before);
  return {};
};
