import { prove } from '../accounts/credentials.ts';
import { needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { endSessions } from '../sign-in.ts';
import { voidSessions } from '../store/accounts.ts';
import { replacePassword } from './account.password.ts';

export const recover: RequestHandler<'account.recover'> = async (services, _client, { name, recovery, ...change }) => {
  const account = await prove(services, name, 'recovery', recovery);
  const member = await needMember(services, account);
  const session = await services.database.write(async (writer) => {
    await replacePassword(writer, services, account, change);
    return voidSessions(writer, account);
  });
  endSessions(services, member, session);
  services.log.info({ account }, 'password recovered');
  return {};
};
