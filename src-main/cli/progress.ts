import type { Transfer } from '../contract/attachment.ts';
import type { MessageId } from '../contract/model.ts';
import type { Client } from './client.ts';
import type { Texts } from './texts.ts';

const emptyLine = '\r\x1b[K';

/** While the work goes on, shows in one line of a terminal how far what a message carries has come. */
export async function withProgress<R>(client: Client, texts: Texts, id: MessageId, work: Promise<R>): Promise<R> {
  const { stderr } = process;
  if (!stderr.isTTY) return work;
  const stop = client.listenTo('transfer', (transfer) => {
    if (transfer.message === id) stderr.write(emptyLine + progressText(texts, transfer));
  });
  return work.finally(() => {
    stop();
    stderr.write(emptyLine);
  });
}

/** How far it has come, in words. */
export function progressText(texts: Texts, { stage, done, total, bytesPerSecond }: Transfer): string {
  if (stage === 'waiting') return texts.say('transferWaiting');
  if (stage === 'checking') return texts.say('transferChecking');
  const speed = bytesPerSecond === undefined ? '' : ` ${texts.size(bytesPerSecond)}/s`;
  return texts.say('transferRunning', { percent: Math.floor((done / total) * 100), total: texts.size(total), speed });
}
