// first, so that the components' own styles win
import './tokens.css';
import './base.css';

import { createRoot } from 'react-dom/client';
import type { Bridge } from '../src-main/contract/core.ts';
import { App } from './App.tsx';
import { NoHost } from './features/shell/NoHost.tsx';
import { startI18n } from './i18n/i18n.ts';
import { asFailure } from './model/failure.ts';
import { languageOf } from './stores/settings.ts';
import { createStores, type Stores } from './stores/stores.ts';

function root() {
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no element with the id "root"');
  return createRoot(element);
}

/** Draws the window over a core. */
export async function startWindow(core: Bridge): Promise<Stores> {
  const stores = createStores(core);
  await stores.start();
  await startI18n(languageOf(stores.settings.getState()));
  root().render(<App stores={stores} />);
  return stores;
}

/** Says that there is nothing behind this page: an old link, or Miyu has been closed. */
export async function showBridgeFailure(error: unknown): Promise<void> {
  asFailure(error);
  await startI18n(navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
  root().render(<NoHost />);
}
