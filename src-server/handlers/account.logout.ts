import { ANSWERED, type RequestHandler } from '../handler.ts';
import { signOut } from '../sign-in.ts';
import { endSession } from '../store/accounts.ts';
import { endTransfers } from '../transfers.ts';

export const logout: RequestHandler<'account.logout'> = async (services, client, _params, id) => {
  const { member, lane } = client.session;
  const { number } = member.login;
  await services.database.write((writer) => endSession(writer, member.account, number));
  if (member.login.number === number) member.login = { ...member.login, open: false };
  signOut(services, client);
  endTransfers(member, 'ended');
  client.channel.reply('account.logout', id, {});
  client.channel.close('ended');
  services.log.info({ account: member.account, device: lane.device }, 'logged out');
  return ANSWERED;
};
