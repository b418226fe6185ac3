import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { befriend, say, signUp } from '../../scripts/people.ts';
import type { Language } from '../../src-main/contract/settings.ts';
import { attachWindow } from '../support/attach-window.ts';
import { attachmentIn, sendFile } from '../support/attachments.ts';
import { launchBrowser, openDesktop } from '../support/browser.ts';
import { annaPerson, benPerson } from '../support/friends.ts';
import { startTestServer } from '../support/server.ts';
import { shootIn } from '../support/shoot.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { textsIn } from '../support/texts.ts';

interface Words {
  trip: string;
  question: string;
  report: string;
  caption: string;
  secret: string;
  folder: string;
}

const words: Record<Language, Words> = {
  'zh-CN': {
    trip: '昨天爬山拍的',
    question: '报告我放在这里，你看看还缺什么',
    report: '实验报告-终稿-第三组-含全部附图与原始数据.docx',
    caption: '实验装置的照片',
    secret: '周六下午三点，图书馆东门见。\n先别告诉李雷，是给他的生日惊喜。',
    folder: '照片',
  },
  en: {
    trip: 'From the hike yesterday',
    question: 'Here is the report. What is still missing?',
    report: 'Lab report - final - group three - with all plots and raw data.docx',
    caption: 'The setup of the experiment',
    secret: 'Saturday at three, the east door of the library.\nNot a word to Leo: it is for his birthday.',
    folder: 'Photos',
  },
};

/** Hills in the evening. */
function landscape(width: number, height: number, hue: number) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue},70%,58%)"/><stop offset="1" stop-color="hsl(${hue + 35},75%,85%)"/></linearGradient></defs>
    <rect width="100" height="100" fill="url(#sky)"/><circle cx="70" cy="30" r="8" fill="#fff8e6"/>
    <path d="M0 70 L30 42 L55 72 L78 50 L100 74 V100 H0Z" fill="hsl(${hue - 15},38%,42%)"/>
    <path d="M0 84 Q30 66 60 82 T100 80 V100 H0Z" fill="hsl(${hue - 30},42%,26%)"/></svg>`;
  return sharp(Buffer.from(svg));
}

// drawn before the core is used: it forbids the decoder that draws from text for the whole process
const lake = await landscape(1600, 1000, 205).jpeg().toBuffer();
const tall = await landscape(700, 1200, 20).png().toBuffer();
const [screenshot, hill, evening] = await Promise.all(
  [205, 20, 280].map((hue) => landscape(900, 600, hue).png().toBuffer()),
);

function png(name: string, buffer = Buffer.alloc(0)) {
  return { name, mimeType: 'image/png', buffer };
}

describe.each(['zh-CN', 'en'] as const)('%s', (language) => {
  const text = textsIn(language);
  const said = words[language];
  const shoot = shootIn(language);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open() {
    const running = await startTestServer();
    const mine = await openDesktop(browser, { language });
    const theirs = await openDesktop(browser, { language });
    const me = await signUp(mine.core, running.server.invitation, annaPerson);
    const friend = await signUp(theirs.core, running.server.invitation, benPerson);
    await befriend(me, friend, said.trip);
    await mine.page.reload();
    return { running, mine, me, friend };
  }

  async function openChat(page: Page): Promise<void> {
    await page
      .getByRole('group', { name: text('chats.list') })
      .getByRole('button')
      .filter({ hasText: 'ben' })
      .click();
    await page.getByPlaceholder(text('chat.placeholder')).waitFor();
  }

  it('pictures and files in a chat', async () => {
    const { running, mine, me, friend } = await open();
    const { page } = mine;
    const seen = await sendFile(friend.core, me.account, {
      name: 'IMG_2041.jpg',
      bytes: lake,
      kind: 'picture',
      caption: said.trip,
    });
    await attachmentIn(me.core, seen.id, 'here');
    await sendFile(me.core, friend.account, { name: 'tall.png', bytes: tall, kind: 'picture' });
    await say(friend, me, said.question);
    const report = await sendFile(friend.core, me.account, { name: said.report, bytes: Buffer.alloc(480_000, 7) });
    const data = await sendFile(friend.core, me.account, { name: 'data.xlsx', bytes: Buffer.alloc(64_000, 7) });
    await attachmentIn(me.core, data.id, 'remote');
    await me.core.call('attachments.start', { message: report.id });
    await attachmentIn(me.core, report.id, 'here');
    await running.server.stop();
    const waiting = await sendFile(me.core, friend.account, { name: 'video.mp4', bytes: Buffer.alloc(3_000_000, 7) });
    const paused = await sendFile(me.core, friend.account, {
      name: 'backup.tar.gz',
      bytes: Buffer.alloc(1_000_000, 7),
    });
    await me.core.call('attachments.pause', { message: paused.id });
    await attachmentIn(me.core, waiting.id, 'uploading');
    await page.reload();
    await page.setViewportSize({ width: 1000, height: 1400 });
    await openChat(page);
    const picture = attachWindow.pictureIn(page, text, 1600, 1000);
    await picture.waitFor();
    await shoot(mine, 'attachments');
    await page.setViewportSize({ width: 400, height: 680 });
    await shoot(mine, 'attachments-narrow');
    await page.setViewportSize({ width: 1000, height: 680 });
    await picture.click();
    await page.getByRole('dialog').getByRole('status').waitFor({ state: 'attached' });
    await shoot(mine, 'viewer');
  });

  it('what is about to be sent', async () => {
    const { mine } = await open();
    const { page } = mine;
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, said.folder));
    await writeFile(path.join(folder, 'empty.txt'), '');
    await writeFile(path.join(folder, said.report), Buffer.alloc(480_000, 7));
    await openChat(page);
    const dialog = page.getByRole('dialog');
    await page.getByLabel(text('attach.picture'), { exact: true }).setInputFiles(png('screenshot.png', screenshot));
    await dialog.getByPlaceholder(text('attach.caption')).fill(said.caption);
    await dialog.getByRole('button', { name: text('chat.send'), exact: true }).waitFor();
    await shoot(mine, 'attach');
    await dialog.getByRole('button', { name: text('hide.open') }).click();
    await dialog.getByLabel(text('hide.text')).fill(said.secret);
    await shoot(mine, 'hide-text');
    await dialog.getByRole('button', { name: text('hide.submit') }).click();
    await dialog.getByRole('button', { name: text('hide.change') }).waitFor();
    const letGo = await attachWindow.hold(
      page,
      ['empty.txt', said.folder, said.report].map((name) => path.join(folder, name)),
    );
    await page.getByText(text('attach.dropNote')).waitFor();
    await shoot(mine, 'drop');
    await letGo();
    await dialog
      .getByLabel(text('attach.add'))
      .first()
      .setInputFiles([png('hill.png', hill), png('evening.png', evening)]);
    await dialog.getByRole('button', { name: text.filled('attach.send_other', { count: 4 }) }).waitFor();
    await shoot(mine, 'attach-several');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: text('attach.discardTitle') }).waitFor();
    await shoot(mine, 'attach-discard');
  });
});
