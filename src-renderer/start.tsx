// first, so that the components' own styles win
import './tokens.css';
import './base.css';

import { createRoot, type Root } from 'react-dom/client';
import type { Bridge } from '../src-main/contract/core.ts';
import { App } from './App.tsx';
import { NoHost } from './features/shell/NoHost.tsx';
import { Opening } from './features/shell/Opening.tsx';
import { changeLanguage, startI18n } from './i18n/i18n.ts';
import { asFailure } from './model/failure.ts';
import { languageOf } from './stores/settings.ts';
import { createStores, type Stores } from './stores/stores.ts';

let root: Root | undefined;

/** Draws the window over a core, which may still have to be opened. */
export async function startWindow(core: Bridge): Promise<Stores> {
  const stores = createStores(core);
  (await bareWindow()).render(<Opening />);
  await stores.start();
  await changeLanguage(languageOf(stores.settings.getState()));
  (await bareWindow()).render(<App stores={stores} />);
  return stores;
}

/** Says that there is nothing behind this page: an old link, or Miyu has been closed. */
export async function showBridgeFailure(error: unknown): Promise<void> {
  asFailure(error);
  (await bareWindow()).render(<NoHost />);
}

/** The window before anybody's settings are known: in the language and the colours of the system. */
async function bareWindow(): Promise<Root> {
  if (root) return root;
  await startI18n(navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no element with the id "root"');
  root = createRoot(element);
  return root;
}
