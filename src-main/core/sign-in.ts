import type { DeviceId, EndedBy, Profile } from '../../protocol/index.ts';
import type { CallArgs } from '../contract/calls.ts';
import { ContractError } from '../contract/errors.ts';
import type { KnownServer } from '../contract/model.ts';
import { DeviceKey } from './device-key.ts';
import { fetchVault, type VersionedVault } from './enrolment.ts';
import type { Installation } from './installation.ts';
import { dial, type Link } from './link.ts';
import { type HashingCost, hashingFrom, type OwnHashing, stretchPassword, wipePasswordKeys } from './password.ts';

/** A session that has just begun, with the connection that it began on. */
export interface SignedIn extends VersionedVault {
  link: Link;
  profile: Profile;
  hashing: OwnHashing;
  device: DeviceId;
  token: string;
  /** shows to the server at the next login that it knows this device */
  pass: Uint8Array | undefined;
  deviceKey: DeviceKey;
  ended: EndedBy | undefined;
}

/**
 * Signs in with name and password, as the device this installation has been before where it has, and opens the vault.
 * @throws ContractError `no-vault`; `weak-hashing` before anything of the password leaves
 */
export async function signIn(
  installation: Installation,
  server: KnownServer,
  { name, password }: CallArgs<'account.login'>,
  {
    deviceName,
    floor,
    mayEnrol,
    now,
  }: { deviceName: string; floor: HashingCost; mayEnrol: boolean; now: () => number },
): Promise<SignedIn> {
  if (name.trim() === '' || password === '') throw new ContractError('bad-credentials');
  const before = await installation.findDevice(name, server.fingerprint);
  // the password proves who it is: every login may have a key of its own
  const deviceKey = DeviceKey.generate();
  const link = await dial(server, now);
  try {
    const { channel } = link;
    const told = await channel.request('account.kdf', { name });
    const hashing = hashingFrom(
      told,
      { fingerprint: server.fingerprint, name },
      { floor, known: await knownHashing(installation, server, name) },
    );
    const keys = await stretchPassword(password, hashing);
    const known = before && { id: before.device, ...(before.pass && { pass: before.pass }) };
    const device = { ...known, name: deviceName, key: deviceKey.publicKey };
    const {
      profile,
      token,
      pass,
      ended,
      device: id,
    } = await channel.request('account.login', { name, auth: keys.auth, device });
    channel.allowLargeFrames();
    const versioned = await fetchVault(link, profile, keys.vault, { mayEnrol, now: now() });
    wipePasswordKeys(keys);
    return { link, profile, hashing, device: id, token, pass, deviceKey, ended, ...versioned };
  } catch (error) {
    link.channel.close('ended');
    throw error;
  }
}

/** How the account's password was stretched when this installation last saw it. */
async function knownHashing(
  installation: Installation,
  server: KnownServer,
  name: string,
): Promise<OwnHashing | undefined> {
  const known = installation.findByName(name, server);
  if (!known) return undefined;
  return (await installation.readVault({ account: known.account, fingerprint: server.fingerprint }))?.hashing;
}
