import { createStore } from 'zustand/vanilla';
import type { CallArgs } from '../../src-main/contract/calls.ts';
import type { CoreApi } from '../../src-main/contract/core.ts';
import type { AppState } from '../../src-main/contract/model.ts';
import { defaultSettings, type Language, type Settings } from '../../src-main/contract/settings.ts';

export interface SettingsState {
  settings: Settings;
  systemLanguage: Language;
  host: AppState['host'];
  desktop: AppState['desktop'];
  version: string;
  /** damaged files that were kept aside at the start, until the person has read it */
  setAside: string[];
  apply(settings: Settings): void;
  load(state: AppState): void;
  dismissSetAside(): void;
  change(patch: CallArgs<'settings.set'>): Promise<void>;
}

export type SettingsStore = ReturnType<typeof createSettingsStore>;

export function createSettingsStore(core: CoreApi) {
  return createStore<SettingsState>()((set) => ({
    settings: defaultSettings,
    systemLanguage: 'zh-CN',
    host: 'web',
    desktop: undefined,
    version: '',
    setAside: [],
    apply: (settings) => set({ settings }),
    load: ({ settings, systemLanguage, host, desktop, version, setAside = [] }) =>
      set({ settings, systemLanguage, host, desktop, version, setAside }),
    dismissSetAside: () => set({ setAside: [] }),
    change: async (patch) => set({ settings: await core.call('settings.set', patch) }),
  }));
}

/** The language the texts are in now. */
export function languageOf(state: Pick<SettingsState, 'settings' | 'systemLanguage'>): Language {
  return state.settings.language === 'system' ? state.systemLanguage : state.settings.language;
}
