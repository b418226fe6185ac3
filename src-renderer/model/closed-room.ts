import type { RoomSummary, Timestamp } from '../../src-main/contract/model.ts';

export type ClosedBecause = 'forked' | 'disbanded' | 'notMember' | 'muted' | 'mutedAll';

/** Why one cannot write to a room now; undefined when one can. */
export function closedBecause(room: RoomSummary, now: Timestamp): ClosedBecause | undefined {
  if (room.isForked) return 'forked';
  if (room.isDisbanded) return 'disbanded';
  if (!room.role) return 'notMember';
  if (room.mutedUntil !== undefined && room.mutedUntil > now) return 'muted';
  return room.isMutedForAll && room.role === 'member' ? 'mutedAll' : undefined;
}
