import type { DeviceId } from '../protocol/index.ts';
import type { Member } from './member.ts';
import { tellFriends } from './presence.ts';
import type { Services } from './services.ts';
import { dismiss } from './sign-in.ts';

/** To be called after each change of them: tells the member's friends whom their messages must be written for. */
export function tellDevices({ directory, rooms }: Services, member: Member): void {
  rooms.devicesChanged(member.account);
  tellFriends(directory, member, 'contact.devices', { account: member.account, devices: [...member.lanes.keys()] });
}

/** Forgets devices that the database has forgotten, with what is under way to them. */
export function dropDevices(services: Services, member: Member, devices: readonly DeviceId[]): void {
  for (const device of devices) {
    const lane = member.devices.get(device);
    if (!lane) continue;
    if (member.client?.session?.lane === lane) dismiss(services, member, 'ended');
    member.devices.delete(device);
    member.lanes.delete(device);
    lane.detach();
    services.writer.discard(device);
  }
  services.rooms.devicesChanged(member.account);
}
