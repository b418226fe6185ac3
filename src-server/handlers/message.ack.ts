import type { NoticeHandler } from '../handler.ts';

export const ack: NoticeHandler<'message.ack'> = (_services, client, { upTo }) => {
  client.session.lane.acknowledge(upTo);
};
