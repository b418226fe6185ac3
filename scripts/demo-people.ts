import { existsSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Core, createCore } from '../src-main/core/core.ts';
import { befriend, say, signUp } from './people.ts';
import { coreFolder } from './programs/client.ts';

const ming = { name: '小明', folder: 'xiaoming', email: 'xiaoming@example.org', password: 'ming-and-hong-2026' };
const hong = { name: '小红', folder: 'xiaohong', email: 'xiaohong@example.org', password: 'hong-and-ming-2026' };
export const demoPeople = [ming, hong];

/** Written when all of it is done: an introduction that was cut off, or made before there were keys, begins anew. */
const doneFile = 'introduced-with-keys';

/** Written before anything else: what lies beside it is the demo's. */
const begunFile = 'introducing';

/**
 * Clears what a cut-off introduction left. Comes before the server starts.
 * @throws Error when the folder holds what the demo has not put there
 */
export async function clearUnfinished(data: string): Promise<void> {
  if (existsSync(path.join(data, doneFile))) return;
  const isOurs = !existsSync(data) || (await readdir(data)).length === 0 || existsSync(path.join(data, begunFile));
  if (!isOurs) throw new Error(`${data} holds other things than the demo's: name an empty folder with --data DIR.`);
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(path.join(data, begunFile), '');
}

/** Registers both, makes them friends and lets them talk, unless that was done at an earlier start. */
export async function introduce(data: string, link: string): Promise<void> {
  if (existsSync(path.join(data, doneFile))) return;
  console.log('小明 and 小红 register and become friends …');
  const first = await signUp(await openCore(coreFolder(path.join(data, ming.folder))), link, ming);
  const second = await signUp(await openCore(coreFolder(path.join(data, hong.folder))), link, hong);
  await befriend(first, second, '我是小明');
  await say(first, second, '小红你好！我是小明，这是我们班自己的服务器。');
  await say(second, first, '你好小明！消息到得真快');
  await say(first, second, '周五下午一起复习数学吗？');
  await say(second, first, '好啊，三点在图书馆见。');
  await first.core.close();
  await second.core.close();
  writeFileSync(path.join(data, doneFile), '');
}

function openCore(folder: string): Promise<Core> {
  return createCore({ folder, host: 'web', systemLanguage: 'zh-CN', deviceName: os.hostname(), version: 'demo' });
}
