import { OperationError } from '../../protocol/index.ts';
import { type Claims, isResumeSigned } from '../accounts/tokens.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import { sessionEnded, signIn } from '../sign-in.ts';

export const resume: RequestHandler<'account.resume'> = async (services, client, { token, signature }, id) => {
  const claims = await services.tokens.read(token, services.wallClock());
  const member = await services.directory.load(claims.account);
  const lane = member?.devices.get(claims.device);
  if (!member || !lane || !isResumeSigned(lane.key, client.channel.exporter, signature)) {
    throw new OperationError('bad-token');
  }
  checkSession(member, claims);
  const begin = signIn(services, client, member, lane);
  client.channel.reply('account.resume', id, { profile: member.profile, device: lane.device });
  begin();
  services.log.debug({ account: member.account, device: lane.device }, 'resumed');
  return ANSWERED;
};

/** @throws OperationError `session-ended`, with the later login when there was one */
function checkSession({ login }: Member, claims: Claims): void {
  if (claims.session !== login.number) throw sessionEnded(login);
  if (!login.open) throw new OperationError('session-ended', {});
}
