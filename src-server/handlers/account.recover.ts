import { prove } from '../accounts/credentials.ts';
import { guesserAt } from '../accounts/guesser.ts';
import { needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import { endSessions } from '../sign-in.ts';
import { voidSessions } from '../store/accounts.ts';
import { replacePassword } from './account.password.ts';

export const recover: RequestHandler<'account.recover'> = async (services, client, { name, recovery, ...change }) => {
  const guesser = guesserAt(client.address);
  const account = await prove(services, { name, kind: 'recovery', value: recovery, guesser });
  const member = await needMember(services, account);
  const session = await services.database.write(async (writer) => {
    await replacePassword(writer, services, account, change);
    return voidSessions(writer, account);
  });
  endSessions(services, member, session);
  services.log.info({ account }, 'password recovered');
  return {};
};
