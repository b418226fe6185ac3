import { OperationError } from '../../protocol/index.ts';
import type { RequestHandler } from '../handler.ts';
import { attach } from '../transfers.ts';

export const attachForBlobs: RequestHandler<'blob.attach'> = ({ tickets, config }, client, { ticket }) => {
  const owner = tickets.take(ticket);
  if (!owner) throw new OperationError('bad-token');
  attach(client, owner, config.limits.transfers);
  return {};
};
