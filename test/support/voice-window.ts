import type { Locator, Page } from 'playwright-core';
import { textsIn } from './texts.ts';
import { inWindow } from './windows.ts';

const english = textsIn('en');

/** Voice messages in a window whose chat is open. */
export const voiceWindow = { bar, begin, recordFor, messages, player, tracksInUse, delayPermission };

/** Where a voice message is made. */
function bar(page: Page): Locator {
  return page.getByRole('region', { name: english('voice.region') });
}

/** Presses the button that begins a recording. */
async function begin(page: Page): Promise<void> {
  await inWindow.editor(page).waitFor();
  await page.getByRole('button', { name: english('voice.record') }).click();
}

/** Records until the clock of the window shows so many seconds, and stops. */
async function recordFor(page: Page, seconds: number): Promise<void> {
  await begin(page);
  await bar(page)
    .getByRole('timer')
    .filter({ hasText: `0:0${seconds}` })
    .waitFor();
  await page.keyboard.press('Enter');
  await bar(page)
    .getByRole('button', { name: english('voice.send') })
    .and(page.locator(':enabled'))
    .waitFor();
}

/** The voice messages of the open chat, from top to bottom. */
function messages(page: Page): Locator {
  return page
    .getByRole('log', { name: english('chat.history') })
    .getByRole('article')
    .filter({ has: page.getByRole('slider', { name: english('voice.position') }) });
}

/** What plays a voice message. */
function player(message: Locator) {
  const slider = message.getByRole('slider', { name: english('voice.position') });
  return {
    play: message.getByRole('button', { name: english('voice.play') }),
    pause: message.getByRole('button', { name: english('voice.pause') }),
    speed: message.getByRole('button', { name: /^Speed/ }),
    slider,
    /** seconds from the beginning */
    position: async () => Number(await slider.getAttribute('aria-valuenow')),
    /** seconds in all */
    length: async () => Number(await slider.getAttribute('aria-valuemax')),
  };
}

/** Watches microphones from now on. The answer tells how many of them are still held. */
async function tracksInUse(page: Page): Promise<() => Promise<number>> {
  const watch = await page.evaluateHandle(() => {
    const tracks: MediaStreamTrack[] = [];
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
    return tracks;
  });
  return () => watch.evaluate((tracks) => tracks.filter(({ readyState }) => readyState === 'live').length);
}

/** Whoever asks for the microphone from now on waits for the answer: it is given by calling what this returns, once somebody has asked. */
async function delayPermission(page: Page): Promise<() => Promise<void>> {
  const question = await page.evaluateHandle(() => {
    const allowed = Promise.withResolvers<void>();
    const given = Promise.withResolvers<void>();
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      await allowed.promise;
      const stream = await getUserMedia(constraints);
      given.resolve();
      return stream;
    };
    return { allow: () => allowed.resolve(), given: given.promise };
  });
  return () =>
    question.evaluate(({ allow, given }) => {
      allow();
      return given;
    });
}
