import type { Locator, Page } from 'playwright-core';
import type { ScanResult, Trust } from '../../src-main/contract/model.ts';
import { textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

/** What two people do to be sure of each other, in a window with their chat open, by what it says in English. */
export const safetyDialog = { badge, open, number, verify, picture, scan, showTab };

/** How sure one is of the other person, beside the name. */
function badge(page: Page, name: string, trust: Trust): Locator {
  return inWindow.chat(page, name).getByRole('button', { name: english(`trust.level.${trust}`) });
}

/** Opens it from the mark beside the name. */
async function open(page: Page, name: string, trust: Trust): Promise<Locator> {
  await badge(page, name, trust).click();
  return page.getByRole('dialog', { name: english.filled('trust.title', { name }) });
}

/** The digits to read to each other. */
async function number(dialog: Locator): Promise<string> {
  const groups = dialog.getByRole('list', { name: english('trust.number') }).getByRole('listitem');
  await groups.first().waitFor();
  return (await groups.allTextContents()).join(' ');
}

async function verify(dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: english('trust.verify') }).click();
  await dialog.getByRole('button', { name: english('trust.unverify') }).waitFor();
}

/** A photograph of the QR code. */
function picture(dialog: Locator): Promise<Buffer> {
  return dialog.getByRole('img', { name: english('trust.picture') }).screenshot();
}

async function showTab(dialog: Locator, tab: 'compare' | 'scan' | 'certificate'): Promise<void> {
  await dialog.getByRole('tab', { name: english(`trust.tab.${tab}`) }).click();
}

/** Gives it a picture to look for a code in, and waits for what it says of it. */
async function scan(dialog: Locator, name: string, image: Buffer, says: ScanResult | 'no-picture'): Promise<void> {
  await dialog.locator('input[type=file]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: image });
  await dialog.getByText(english.filled(`trust.scan.${says}`, { name })).waitFor();
}
