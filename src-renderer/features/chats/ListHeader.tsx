import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../components/SearchField/SearchField.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import styles from './ListHeader.module.css';
import { NewMenu } from './NewMenu.tsx';

/** Puts the cursor into the search field, after it has been drawn if need be. */
export function focusSearch(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-search] input')?.focus());
}

/** Puts the focus into the list: on the row that was visited last, or the first. */
export function focusList(): void {
  document.querySelector<HTMLElement>('[data-row-list] [tabindex="0"]')?.focus();
}

/** Search and add, above the chats and the contacts. `onEnter` opens what is found first. */
export function ListHeader({ onEnter }: { onEnter(): void }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const filter = useUi((state) => state.filter);

  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter' && filter.trim()) onEnter();
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      focusList();
    }
  }

  return (
    <header className={styles.header}>
      <search className={styles.search} data-search>
        <SearchField
          label={t('chats.search')}
          placeholder={t('chats.searchShort')}
          clearLabel={t('action.close')}
          value={filter}
          onChange={ui.getState().setFilter}
          onKey={press}
        />
      </search>
      <NewMenu />
    </header>
  );
}
