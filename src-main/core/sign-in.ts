import type { EndedBy, Profile } from '../../protocol/index.ts';
import type { CallArgs } from '../contract/calls.ts';
import { ContractError } from '../contract/errors.ts';
import type { KnownServer } from '../contract/model.ts';
import { DeviceKey } from './device-key.ts';
import type { AccountKey, Installation, SessionFile } from './installation.ts';
import { dial, type Link } from './link.ts';
import { stretchPassword } from './password.ts';

/** A session that has just begun, with the connection that it began on. */
export interface SignedIn {
  link: Link;
  profile: Profile;
  session: SessionFile & { token: string };
  deviceKey: DeviceKey;
  ended: EndedBy | undefined;
}

/** Signs in with name and password, as the device this installation has been before where it has. */
export async function signIn(
  installation: Installation,
  server: KnownServer,
  { name, password }: CallArgs<'account.login'>,
  deviceName: string,
): Promise<SignedIn> {
  if (name.trim() === '' || password === '') throw new ContractError('bad-credentials');
  const before = await installation.findSession(name, server.fingerprint);
  const deviceKey = before ? DeviceKey.fromStored(before.deviceKey) : DeviceKey.generate();
  const link = await dial(server);
  try {
    const { channel } = link;
    const { auth } = await stretchPassword(password, await channel.request('account.kdf', { name }));
    const device = { ...(before ? { id: before.device } : {}), name: deviceName, key: deviceKey.publicKey };
    const reply = await channel.request('account.login', { name, auth, device });
    const session = {
      name: reply.profile.name,
      device: reply.device,
      deviceKey: deviceKey.toStored(),
      token: reply.token,
    };
    return { link, profile: reply.profile, session, deviceKey, ended: reply.ended };
  } catch (error) {
    link.channel.close('ended');
    throw error;
  }
}

/** The token and key of a session that is still open as far as this installation knows. */
export async function storedSession(installation: Installation, key: AccountKey) {
  const session = await installation.readSession(key);
  if (session?.token === undefined) throw new ContractError('bad-token');
  return { token: session.token, deviceKey: DeviceKey.fromStored(session.deviceKey) };
}
