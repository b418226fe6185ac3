import type { RequestHandler } from '../handler.ts';
import { loginsOf } from '../store/logins.ts';

export const logins: RequestHandler<'account.logins'> = async (services, client) => {
  await services.logins.save();
  return { logins: await loginsOf(services.database.read, client.session.member.account) };
};
