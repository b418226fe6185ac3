import { needBlob, needConversation } from '../blobs/access.ts';
import type { RequestHandler } from '../handler.ts';

export const shareBlob: RequestHandler<'blob.share'> = async (services, { signedIn }, { blob: id, to }) => {
  const { member } = signedIn;
  const blob = await needBlob(services, member, id);
  await needConversation(services, member, to);
  await services.blobs.grant(blob, { grantor: member.account, conversation: to });
  return {};
};
