import { X509Certificate } from 'node:crypto';
import { type AccountId, type DeviceId, OperationError, type Timestamp } from '../../protocol/index.ts';
import { credentialMac, prove } from '../accounts/credentials.ts';
import { guesserAt } from '../accounts/guesser.ts';
import { resetCodeBytes } from '../accounts/reset-code.ts';
import { needMember } from '../contacts.ts';
import { dropDevices, tellDevices } from '../devices.ts';
import type { RequestHandler } from '../handler.ts';
import { endSessions } from '../sign-in.ts';
import { deleteAccountKeys, findAccountKeys, insertRevocation } from '../store/account-keys.ts';
import { setPassword, voidSessions } from '../store/accounts.ts';
import { takeReset } from '../store/credentials.ts';
import type { Writer } from '../store/database.ts';
import { deleteDevices, findDevices } from '../store/devices.ts';

export const reset: RequestHandler<'account.reset'> = async (services, client, { name, code, next }) => {
  const { secrets, wallClock } = services;
  const given = resetCodeBytes(code);
  const guesser = guesserAt(client.address);
  const account = await prove(services, { name, kind: 'reset', value: given, guesser });
  const member = await needMember(services, account);
  const { session, devices } = await services.database.write(async (writer) => {
    // once: somebody may have been quicker with it
    const isTaken = !(await takeReset(writer, account, credentialMac(secrets, 'reset', given)));
    if (isTaken) throw new OperationError('bad-credentials');
    const authMac = credentialMac(secrets, 'password', next.auth);
    await setPassword(writer, account, { authMac, hashing: next.hashing });
    await revokeKeys(writer, account, wallClock());
    return { devices: await removeDevices(writer, account), session: await voidSessions(writer, account) };
  });
  endSessions(services, member, session);
  dropDevices(services, member, devices);
  tellDevices(services, member);
  services.log.info({ account }, 'password reset');
  return {};
};

async function revokeKeys(writer: Writer, account: AccountId, at: Timestamp): Promise<void> {
  const keys = await findAccountKeys(writer, account);
  if (!keys) return;
  const serial = new X509Certificate(keys.certificate).serialNumber;
  await insertRevocation(writer, account, { serial, at, reason: 'reset' });
  await deleteAccountKeys(writer, account);
}

async function removeDevices(writer: Writer, account: AccountId): Promise<DeviceId[]> {
  const devices = (await findDevices(writer, [account])).map(({ id }) => id);
  await deleteDevices(writer, devices);
  return devices;
}
