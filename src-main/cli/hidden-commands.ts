import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { CallArgs } from '../contract/calls.ts';
import type { MessageId } from '../contract/model.ts';
import { CliError } from './cli-error.ts';
import type { Client } from './client.ts';
import type { Command } from './commands.ts';
import { fetchAttachment } from './file-commands.ts';
import { isMessageId } from './option-values.ts';
import { type Output, printable } from './output.ts';
import { type HiddenPasswordSource, readHiddenPassword } from './password-input.ts';

type TextSource = { text?: string; textFile?: string };

/** Everybody can read it who has the picture, Miyu, and the password. */
export const hide: Command<{ picture: string; out: string } & TextSource & HiddenPasswordSource> = async (
  client,
  output,
  { picture, out, ...sources },
) => {
  const text = await readText(sources);
  await client.open();
  const password = await readHiddenPassword(sources, output.texts.say('hiddenPassword'));
  const { id: staged } = await client.stage(picture);
  const { id } = await client.call('hidden.hide', { staged, text, password, readableBy: 'anyone' });
  await write(out, await client.media({ of: 'staged', id, part: 'full' }));
  output.result(output.texts.say('textHidden', { file: out }), { type: 'textHidden', file: out });
};

/** `picture` is a file, or the id of a message. */
export const reveal: Command<{ picture: string } & HiddenPasswordSource> = async (
  client,
  output,
  { picture, ...sources },
) => {
  await client.open();
  const of = await hidingPlace(client, output, picture);
  const password = await readHiddenPassword(sources, output.texts.say('hiddenPassword'));
  const { text } = await client.call('hidden.reveal', { of, password });
  output.result(printable(text), { type: 'hiddenText', text });
};

async function hidingPlace(client: Client, output: Output, picture: string): Promise<CallArgs<'hidden.reveal'>['of']> {
  if (existsSync(picture) || !isMessageId(picture)) return { staged: (await client.stage(picture)).id };
  await fetchAttachment(client, output, picture);
  return { message: picture satisfies MessageId };
}

async function readText({ text, textFile }: TextSource): Promise<string> {
  if (text !== undefined) return text;
  if (textFile === undefined) throw new CliError('no-text');
  return readFile(textFile, 'utf8').catch(() => {
    throw new CliError('text-file');
  });
}

function write(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  return writeFile(file, content).catch(() => {
    throw new CliError('out-file');
  });
}
