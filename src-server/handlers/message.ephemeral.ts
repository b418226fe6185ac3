import type { NoticeHandler } from '../handler.ts';

export const ephemeral: NoticeHandler<'message.ephemeral'> = ({ config, directory }, client, { to, envelopes }) => {
  const { member, lane } = client.session;
  const recipient = directory.clientOf(to);
  if (!recipient?.session || !member.friends.has(to)) return;
  if (recipient.channel.queuedBytes >= config.limits.slowReaderBytes) return;
  const connected = recipient.session.lane.device;
  const body = envelopes.find(({ device }) => device === connected)?.body;
  if (body) recipient.channel.event('message.signal', { from: member.account, device: lane.device, body });
};
