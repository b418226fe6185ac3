import { DEVICES_PER_ACCOUNT, type EndedBy, OperationError, type Request } from '../../protocol/index.ts';
import { nameKey } from '../accounts/names.ts';
import { isAuth } from '../accounts/passwords.ts';
import type { Lane } from '../delivery/lane.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import { tellFriends } from '../presence.ts';
import type { Services } from '../services.ts';
import { kick, signIn } from '../sign-in.ts';
import { findAccountByName, startSession } from '../store/accounts.ts';
import type { Writer } from '../store/database.ts';
import { findDevices, insertDevice, updateDevice } from '../store/devices.ts';

type Device = Request<'account.login'>['device'];

export const login: RequestHandler<'account.login'> = async (services, client, { name, auth, device }, id) => {
  const member = await authenticate(services, name, auth);
  const before = member.login.by;
  const by: EndedBy = { device: device.name, address: client.address, time: services.wallClock() };
  const { lane, session } = await startOn(services, member, device, by);
  const token = await services.tokens.issue({ account: member.account, device: lane.device, session }, by.time);
  if (session < member.login.number) throw new OperationError('session-ended', { endedBy: member.login.by });
  const endedLane = kick(services, member, by);
  const begin = signIn(services, client, member, lane);
  client.channel.reply('account.login', id, {
    profile: member.profile,
    device: lane.device,
    token,
    // the same device on a broken connection is no other session to tell of
    ...(endedLane && endedLane !== lane ? { ended: before } : {}),
  });
  begin();
  services.log.info({ account: member.account, device: lane.device }, 'logged in');
  return ANSWERED;
};

/** @throws OperationError `bad-credentials`, `rate-limited` */
async function authenticate(services: Services, name: string, auth: Uint8Array): Promise<Member> {
  const key = nameKey(name);
  services.throttle.begin(key);
  const account = await findAccountByName(services.database.read, key);
  const isRight = isAuth(services.secrets, auth, account?.authMac);
  const member = account && isRight ? await services.directory.load(account.profile.account) : undefined;
  if (!member) throw new OperationError('bad-credentials');
  services.throttle.succeeded(key);
  return member;
}

/** Begins the account's next session on the device, which becomes one of the account's when it is new. */
async function startOn(
  services: Services,
  member: Member,
  device: Device,
  by: EndedBy,
): Promise<{ lane: Lane; session: number }> {
  const { id, isNew, session } = await services.database.write(async (writer) => {
    const place = await placeDevice(writer, member, device, by.time);
    return { ...place, session: await startSession(writer, member.account, by) };
  });
  if (session.number > member.login.number) member.login = session;
  const lane = member.lanes.get(id) ?? services.directory.createLane({ id, key: device.key });
  lane.key = device.key;
  member.lanes.set(id, lane);
  if (isNew) {
    const devices = [...member.lanes.keys()];
    tellFriends(services.directory, member, 'contact.devices', { account: member.account, devices });
  }
  return { lane, session: session.number };
}

async function placeDevice(writer: Writer, { account }: Member, device: Device, now: number) {
  const devices = await findDevices(writer, [account]);
  const known = devices.find(({ id }) => id === device.id);
  if (known) {
    await updateDevice(writer, { id: known.id, name: device.name, key: device.key });
    return { id: known.id, isNew: false };
  }
  if (devices.length >= DEVICES_PER_ACCOUNT)
    throw new OperationError('too-many-devices', { limit: DEVICES_PER_ACCOUNT });
  const id = await insertDevice(writer, { account, name: device.name, key: device.key, createdAt: now });
  return { id, isNew: true };
}
