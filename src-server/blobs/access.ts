import { type BlobId, type ConversationId, isRoom, OperationError } from '../../protocol/index.ts';
import type { Member } from '../member.ts';
import { needOwnRoom } from '../rooms/need-room.ts';
import type { Services } from '../services.ts';
import type { BlobGrant } from '../store/blobs.ts';
import type { Blob } from './blob.ts';

/** The blob, for who has put it there. @throws OperationError `not-found`, for others as if there were none */
export async function needOwnBlob({ blobs }: Services, { account }: Member, id: BlobId): Promise<Blob> {
  const blob = await blobs.load(id);
  if (blob?.owner !== account) throw new OperationError('not-found');
  return blob;
}

/**
 * The blob, for who has put it there and, once it is complete, for those it is shared with.
 * @throws OperationError `not-found`, for others as if there were none
 */
export async function needBlob(services: Services, member: Member, id: BlobId): Promise<Blob> {
  const blob = await services.blobs.load(id);
  const isFound =
    blob !== undefined &&
    (blob.owner === member.account || (!blob.upload && (await isSharedWith(services, member, blob))));
  if (!isFound) throw new OperationError('not-found');
  return blob;
}

/** @throws OperationError `not-found` when the member is not in that conversation */
export async function needConversation(services: Services, member: Member, id: ConversationId): Promise<void> {
  if (isRoom(id)) await needOwnRoom(services, member, id);
  else if (id !== member.account && !member.friends.has(id)) throw new OperationError('not-found');
}

async function isSharedWith(services: Services, member: Member, { grants }: Blob): Promise<boolean> {
  for (const grant of grants) if (await reaches(services, member, grant)) return true;
  return false;
}

/** What counts is who is friends, or in the room, now. */
async function reaches({ rooms }: Services, member: Member, grant: BlobGrant): Promise<boolean> {
  const { grantor, conversation } = grant;
  if (!isRoom(conversation)) {
    return conversation === member.account && (grantor === member.account || member.friends.has(grantor));
  }
  const room = await rooms.load(conversation);
  return room?.has(member.account) ?? false;
}
