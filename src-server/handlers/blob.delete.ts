import { needOwnBlob } from '../blobs/access.ts';
import type { RequestHandler } from '../handler.ts';

export const deleteBlob: RequestHandler<'blob.delete'> = async (services, { signedIn }, { blob: id }) => {
  const blob = await needOwnBlob(services, signedIn.member, id);
  await services.blobs.remove(blob.id);
  return {};
};
