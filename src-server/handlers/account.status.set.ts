import { displayNameKey } from '../accounts/names.ts';
import type { RequestHandler } from '../handler.ts';
import { announce, presenceOf } from '../presence.ts';
import { updateStatus } from '../store/accounts.ts';

export const setStatus: RequestHandler<'account.status.set'> = async (services, client, changed) => {
  const { member } = client.session;
  const status = await services.database.write(async (writer) => {
    // inside, where writes take turns: a display name that is changed meanwhile is the one to be found by
    const next = { ...member.status, ...changed };
    const foundBy = next.findable ? displayNameKey(member.profile.displayName) : null;
    await updateStatus(writer, member.account, next, foundBy);
    return next;
  });
  const before = presenceOf(services.directory, member.account);
  member.status = status;
  announce(services.directory, member, before);
  return {};
};
