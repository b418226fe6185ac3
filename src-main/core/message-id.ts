import { randomBytes } from 'node:crypto';
import { MessageId } from '../../protocol/index.ts';

export function newMessageId(): MessageId {
  return MessageId.parse(randomBytes(16).toString('base64url'));
}
