import { needOwnBlob } from '../blobs/access.ts';
import type { RequestHandler } from '../handler.ts';

export const putChunk: RequestHandler<'blob.put'> = (services, { transfer }, { blob: id, index, data }) =>
  transfer.flow.take(async () => {
    const blob = await needOwnBlob(services, transfer.member, id);
    await services.blobs.put(blob, index, data);
    return {};
  });
