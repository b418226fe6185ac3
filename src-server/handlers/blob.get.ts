import { OperationError } from '../../protocol/index.ts';
import { needBlob } from '../blobs/access.ts';
import { UNSENT_BYTES } from '../blobs/flow.ts';
import { ANSWERED, type RequestHandler } from '../handler.ts';

export const getChunk: RequestHandler<'blob.get'> = (services, client, { blob, index }, id) => {
  const { member, flow } = client.transfer;
  return flow.take(async () => {
    await client.drained(UNSENT_BYTES);
    if (!client.channel.isOpen) throw new OperationError('unavailable');
    const found = await needBlob(services, member, blob);
    // the uploader may look at it before, and has it anyway
    if (found.upload) throw new OperationError('not-found');
    await services.blobs.read(found, index, (data) => client.channel.reply('blob.get', id, { data }));
    return ANSWERED;
  });
};
