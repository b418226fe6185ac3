import { OperationError } from '../../protocol/index.ts';
import { announceParting, needMember } from '../contacts.ts';
import type { RequestHandler } from '../handler.ts';
import type { Member } from '../member.ts';
import { tell } from '../presence.ts';
import type { Services } from '../services.ts';
import { deleteBlock, insertBlock } from '../store/blocks.ts';
import type { Writer } from '../store/database.ts';
import { deleteFriendship } from '../store/friendships.ts';
import { deleteRequest, findRequest, setRequestState } from '../store/requests.ts';

const LIMIT = 1000;

export const block: RequestHandler<'contact.block'> = async (services, client, { account, blocked }) => {
  const { member } = client.session;
  if (account === member.account) throw new OperationError('oneself');
  const other = await needMember(services, account);
  await (blocked ? shutOut(services, member, other) : letIn(services, member, other));
  return {};
};

async function shutOut(services: Services, member: Member, other: Member): Promise<void> {
  if (member.blocked.size >= LIMIT) throw new OperationError('too-many', { limit: LIMIT });
  const wereFriends = await services.database.write(async (writer) => {
    await insertBlock(writer, member.account, other.account);
    // or the other could accept it
    await deleteRequest(writer, member.account, other.account);
    return deleteFriendship(writer, member.account, other.account);
  });
  member.blocked.add(other.account);
  if (wereFriends) announceParting(services, member, other);
}

async function letIn(services: Services, member: Member, other: Member): Promise<void> {
  const hadAsked = await services.database.write((writer) => unblock(writer, member, other));
  member.blocked.delete(other.account);
  if (hadAsked) tell(services.directory, other.account, 'contact.refused', { account: member.account });
}

/** What the other has asked for unseen counts as refused, so that it can be asked for again. */
async function unblock(writer: Writer, member: Member, other: Member): Promise<boolean> {
  await deleteBlock(writer, member.account, other.account);
  const unseen = await findRequest(writer, other.account, member.account);
  if (!unseen || unseen.state === 'refused' || !member.blocked.has(other.account)) return false;
  await setRequestState(writer, other.account, member.account, 'refused');
  return true;
}
