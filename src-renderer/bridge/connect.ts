import type { Bridge } from '../../src-main/contract/core.ts';
import { electronBridge, type PreloadBridge } from './electron.ts';
import { type WayEvents, webBridge } from './web.ts';

/**
 * The core behind this page: Electron's main process where there is one, else the web host that served the page.
 * `way` hears of the way to the web host.
 */
export async function connectBridge(way: WayEvents): Promise<Bridge> {
  const preload: PreloadBridge | undefined = Reflect.get(window, 'miyu');
  return preload ? electronBridge(preload) : webBridge(way);
}
