// first, so that the components' own styles win
import './tokens.css';
import './base.css';

import type { ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import type { Bridge } from '../src-main/contract/core.ts';
import { App } from './App.tsx';
import { type ShutOut, ShutOutError } from './bridge/shut-out.ts';
import { NoHost } from './features/shell/NoHost.tsx';
import { Opening } from './features/shell/Opening.tsx';
import { changeLanguage, startI18n } from './i18n/i18n.ts';
import { asFailure } from './model/failure.ts';
import { languageOf } from './stores/settings.ts';
import { createStores, type Stores } from './stores/stores.ts';

let root: Root | undefined;
/** Nothing is drawn any more over why the page shows nothing. */
let isShutOut = false;

/** Draws the window over a core, which may still have to be opened. */
export async function startWindow(core: Bridge): Promise<Stores> {
  const stores = createStores(core);
  await draw(<Opening />);
  await stores.start();
  await changeLanguage(languageOf(stores.settings.getState()));
  await draw(<App stores={stores} />);
  return stores;
}

/** Says why there is nothing behind this page, or nothing for it, and how to come to Miyu. The first reason stays. */
export async function showShutOut(error: unknown): Promise<void> {
  if (isShutOut) return;
  const why = whyShutOut(error);
  await draw(<NoHost why={why} />);
  isShutOut = true;
}

function whyShutOut(error: unknown): ShutOut {
  if (error instanceof ShutOutError) return error.why;
  asFailure(error);
  return 'away';
}

async function draw(page: ReactNode): Promise<void> {
  root ??= await bareWindow();
  if (!isShutOut) root.render(page);
}

/** The window before anybody's settings are known: in the language and the colours of the system. */
async function bareWindow(): Promise<Root> {
  await startI18n(navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
  document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no element with the id "root"');
  return createRoot(element);
}
