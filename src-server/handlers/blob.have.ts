import { needBlob } from '../blobs/access.ts';
import type { RequestHandler } from '../handler.ts';

export const describeBlob: RequestHandler<'blob.have'> = async (services, { signedIn }, { blob: id }) => {
  const { size, expiresAt, upload } = await needBlob(services, signedIn.member, id);
  const chunks = upload ? { chunks: upload.chunks.bits() } : {};
  return { size, isComplete: !upload, expiresAt, ...chunks };
};
