import type { Bridge } from '../../src-main/contract/core.ts';
import { electronBridge, type PreloadBridge } from './electron.ts';
import { webBridge } from './web.ts';

/**
 * The core behind this page: Electron's main process where there is one, else the web host that served the page.
 * `onLink` hears when the way to the web host broke and when it is back.
 */
export async function connectBridge(onLink: (linked: boolean) => void): Promise<Bridge> {
  const preload: PreloadBridge | undefined = Reflect.get(window, 'miyu');
  return preload ? electronBridge(preload) : webBridge(onLink);
}
