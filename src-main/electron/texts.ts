import english from '../../resources/locales/en.json' with { type: 'json' };
import chinese from '../../resources/locales/zh-CN.json' with { type: 'json' };
import type { Language, Settings } from '../contract/settings.ts';

export type Texts = Pick<typeof english, 'tray' | 'edit' | 'crash'>;

/** The texts of menus and dialogs that Electron draws, in the language of the window. */
export class DesktopTexts {
  readonly #system: Language;
  #chosen: Settings['language'] = 'system';

  constructor(system: Language) {
    this.#system = system;
  }

  /** The person has chosen another language. */
  choose(language: Settings['language']): void {
    this.#chosen = language;
  }

  get current(): Texts {
    const language = this.#chosen === 'system' ? this.#system : this.#chosen;
    return language === 'en' ? english : chinese;
  }
}
