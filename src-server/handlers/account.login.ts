import {
  type AccountId,
  DEVICES_PER_ACCOUNT,
  type DeviceId,
  type EndedBy,
  OperationError,
  type Request,
} from '../../protocol/index.ts';
import { prove } from '../accounts/credentials.ts';
import { devicePass, guesserFor } from '../accounts/guesser.ts';
import { needMember } from '../contacts.ts';
import type { Lane } from '../delivery/lane.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import type { Services } from '../services.ts';
import { kick, sessionEnded, signIn } from '../sign-in.ts';
import { startSession } from '../store/accounts.ts';
import type { Writer } from '../store/database.ts';
import { findDevices, insertDevice, updateDevice } from '../store/devices.ts';
import { insertLogins } from '../store/logins.ts';

type Device = Request<'account.login'>['device'];

export const login: RequestHandler<'account.login'> = async (services, client, { name, auth, device }, id) => {
  const by: EndedBy = { device: device.name, address: client.address, time: services.wallClock() };
  const refused = (account: AccountId) => services.logins.note(account, { ...by, outcome: 'refused' });
  const guesser = guesserFor(services.secrets, name, client.address, device);
  const attempt = { name, kind: 'password', value: auth, guesser } as const;
  const member = await needMember(services, await prove(services, attempt, refused));
  const before = member.login.by;
  const { lane, session } = await startOn(services, member, device, by);
  const token = await services.tokens.issue({ account: member.account, device: lane.device, session }, by.time);
  if (session < member.login.number) throw sessionEnded(member.login);
  const endedLane = kick(services, member, by);
  const begin = signIn(services, client, member, lane);
  client.channel.reply('account.login', id, {
    profile: member.profile,
    device: lane.device,
    token,
    pass: devicePass(services.secrets, name, lane.device),
    // the same device on a broken connection is no other session to tell of
    ...(before && endedLane && endedLane !== lane ? { ended: before } : {}),
  });
  begin();
  services.log.info({ account: member.account, device: lane.device }, 'logged in');
  return ANSWERED;
};

/** Begins the account's next session on the device, which becomes one of the account's when it is new. */
async function startOn(
  services: Services,
  member: Member,
  device: Device,
  by: EndedBy,
): Promise<{ lane: Lane; session: number }> {
  const { id, session } = await services.database.write(async (writer) => {
    const id = await placeDevice(services, writer, member, device, by);
    const session = await startSession(writer, member.account, by);
    // deleted since the password was proved: such a name is nobody's
    if (!session) throw new OperationError('bad-credentials');
    await insertLogins(writer, member.account, [{ ...by, outcome: 'done', id }]);
    return { id, session };
  });
  if (session.number > member.login.number) member.login = session;
  const lane = member.devices.get(id) ?? services.directory.createLane(member, { id, key: device.key });
  lane.key = device.key;
  member.devices.set(id, lane);
  return { lane, session: session.number };
}

async function placeDevice(
  { logins }: Services,
  writer: Writer,
  { account }: Member,
  device: Device,
  by: EndedBy,
): Promise<DeviceId> {
  const devices = await findDevices(writer, [account]);
  const known = devices.find(({ id }) => id === device.id);
  if (known) {
    await updateDevice(writer, { id: known.id, name: device.name, key: device.key, lastSeen: by.time });
    return known.id;
  }
  if (devices.length >= DEVICES_PER_ACCOUNT) {
    logins.note(account, { ...by, outcome: 'refused' });
    throw new OperationError('too-many-devices', { limit: DEVICES_PER_ACCOUNT });
  }
  return insertDevice(writer, { account, name: device.name, key: device.key, createdAt: by.time });
}
