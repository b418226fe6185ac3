// Pages that Chromium opens and closes: for windows, or by themselves.
import { browser, cdpQuiet } from '../browser.mjs';
import { record, unimplemented } from '../core.mjs';
import { contentsByTarget, fromChromium, refusedTargets } from '../session.mjs';
import { BrowserWindow } from './browser-window.mjs';
import { blank, windowOf, windows } from './registry.mjs';

browser.on('Target.targetDestroyed', ({ targetId }) => {
  const c = contentsByTarget.get(targetId);
  if (c) windowOf(c)?._gone();
});
browser.on('Target.attachedToTarget', async (attached) => {
  const { targetInfo: info, sessionId } = attached;
  const resume = () => cdpQuiet('Runtime.runIfWaitingForDebugger', {}, sessionId);
  if (info.type !== 'page') return void resume();
  if (info.url.startsWith(blank)) {
    const win = [...windows.values()].find((w) => `${blank}${w._contents.id}` === info.url);
    if (win) return void win._contents._attach(attached);
    return void cdpQuiet('Target.closeTarget', { targetId: info.targetId });
  }
  // Opened by a page. Find which one, from the windowOpen event that precedes the new target.
  let opener;
  for (let i = 0; !opener && i < 20; i++) {
    opener = contentsByTarget.get(info.openerId) ?? [...contentsByTarget.values()].find((c) => c._opens.length);
    if (!opener) await new Promise((r) => setTimeout(r, 10));
  }
  if (!opener) return void resume(); // made by the test itself, for example context.newPage()
  const open = opener._opens.shift() ?? { url: info.url, windowName: '', windowFeatures: [] };
  const details = {
    url: fromChromium(open.url),
    frameName: open.windowName,
    features: open.windowFeatures.join(','),
    disposition: open.windowFeatures.length ? 'new-window' : 'foreground-tab',
    referrer: { url: opener.getURL(), policy: 'strict-origin-when-cross-origin' },
    postBody: undefined,
  };
  let answer = { action: 'allow' };
  if (opener._openHandler)
    try {
      answer = opener._openHandler(details);
    } catch (error) {
      answer = { action: 'deny' };
      setImmediate(() => {
        throw error;
      });
    }
  record('window-open', details, answer?.action);
  if (answer?.action !== 'allow') {
    refusedTargets.add(info.targetId);
    await resume();
    return void cdpQuiet('Target.closeTarget', { targetId: info.targetId });
  }
  if (answer.createWindow) unimplemented('setWindowOpenHandler createWindow');
  const win = new BrowserWindow({ ...answer.overrideBrowserWindowOptions }, attached);
  opener.emit('did-create-window', win, { ...details, options: answer.overrideBrowserWindowOptions ?? {} });
});
