import { useTranslation } from 'react-i18next';
import type { Message } from '../../../src-main/contract/model.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useSettings } from '../../stores/context.tsx';

/** When a message was sent, delivered and read, and how long the server keeps what it carries, as far as it is known, line by line. */
export function MessageTimes({ message }: { message: Message }) {
  const { sentAt, deliveredAt, readAt, own, state, attachment } = message;
  const { t } = useTranslation();
  const language = useLanguage();
  const showsRead = useSettings((settings) => settings.settings.readReceipts);
  const at = (time: number) => fullTime(time, language);
  const lines = [t('messageTime.sent', { time: at(sentAt) })];
  if (deliveredAt !== undefined) lines.push(t('messageTime.delivered', { time: at(deliveredAt) }));
  if (readAt !== undefined && showsRead) lines.push(t('messageTime.read', { time: at(readAt) }));
  if (own && deliveredAt === undefined) lines.push(t(`messageState.${state}`));
  if (attachment?.expiresAt !== undefined && attachment.state !== 'expired')
    lines.push(t('messageTime.kept', { time: at(attachment.expiresAt) }));
  return lines.join('\n');
}
