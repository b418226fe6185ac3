import type { NoticeHandler } from '../handler.ts';
import { tell } from '../presence.ts';

export const ephemeral: NoticeHandler<'message.ephemeral'> = ({ config, directory }, client, { to, body }) => {
  const { member, lane } = client.session;
  const recipient = directory.clientOf(to);
  const isSlow = recipient && recipient.channel.queuedBytes >= config.limits.slowReaderBytes;
  if (!member.friends.has(to) || isSlow) return;
  tell(directory, to, 'message.signal', { from: member.account, device: lane.device, body });
};
