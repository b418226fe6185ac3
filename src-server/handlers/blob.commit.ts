import { needOwnBlob } from '../blobs/access.ts';
import type { RequestHandler } from '../handler.ts';

export const commitBlob: RequestHandler<'blob.commit'> = async (services, { signedIn }, { blob: id }) => {
  const { account } = signedIn.member;
  const blob = await needOwnBlob(services, signedIn.member, id);
  await services.blobs.commit(blob);
  services.log.debug({ account, bytes: blob.size }, 'blob complete');
  return { expiresAt: blob.expiresAt };
};
