import { type AccountId, OperationError, type Request } from '../../protocol/index.ts';
import { credentialMac, prove } from '../accounts/credentials.ts';
import { guesserOn } from '../accounts/guesser.ts';
import type { RequestHandler } from '../handler.ts';
import type { Services } from '../services.ts';
import { sessionEnded } from '../sign-in.ts';
import { putVault } from '../store/account-keys.ts';
import { renewSession, setPassword } from '../store/accounts.ts';
import { deleteReset } from '../store/credentials.ts';
import type { Writer } from '../store/database.ts';

type Change = Omit<Request<'account.password'>, 'auth'>;

export const changePassword: RequestHandler<'account.password'> = async (services, client, { auth, ...change }) => {
  const { member, lane } = client.session;
  const { account, profile, login } = member;
  const guesser = guesserOn(lane.device);
  await prove(services, { name: profile.name, kind: 'password', value: auth, guesser });
  const number = await services.database.write(async (writer) => {
    await replacePassword(writer, services, account, change);
    const renewed = await renewSession(writer, account, login.number);
    if (renewed === undefined) throw sessionEnded(member.login);
    return renewed;
  });
  // unless a login has come in after ours was renewed
  if (number > member.login.number) member.login = { ...login, number };
  services.log.info({ account }, 'password changed');
  return {
    token: await services.tokens.issue({ account, device: lane.device, session: number }, services.wallClock()),
  };
};

/** The password and the vault that opens with it, together. @throws OperationError `vault-changed` */
export async function replacePassword(
  writer: Writer,
  { secrets }: Services,
  account: AccountId,
  { next, vault }: Change,
): Promise<void> {
  if (!(await putVault(writer, account, vault))) throw new OperationError('vault-changed');
  const authMac = credentialMac(secrets, 'password', next.auth);
  await setPassword(writer, account, { authMac, hashing: next.hashing });
  await deleteReset(writer, account);
}
