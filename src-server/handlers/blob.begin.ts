import type { RequestHandler } from '../handler.ts';

export const beginBlob: RequestHandler<'blob.begin'> = async ({ blobs }, { signedIn }, { ref, size }) => {
  const { id, expiresAt } = await blobs.begin(signedIn.member.account, ref, size);
  return { blob: id, expiresAt };
};
