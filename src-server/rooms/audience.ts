import { type AccountId, type DeviceId, devicesDigest } from '../../protocol/index.ts';
import type { Lane } from '../delivery/lane.ts';
import type { Directory } from '../directory.ts';

/** Whom a message to a room reaches: the published devices of all its members. */
export interface Audience {
  lanes: ReadonlyMap<DeviceId, Lane>;
  /** names exactly these devices */
  digest: Uint8Array;
}

/** From members that are in memory. */
export function gatherAudience(directory: Directory, accounts: Iterable<AccountId>): Audience {
  const lanes = new Map<DeviceId, Lane>();
  for (const account of accounts) {
    for (const [device, lane] of directory.find(account)?.lanes ?? []) lanes.set(device, lane);
  }
  return { lanes, digest: devicesDigest(lanes.keys()) };
}
