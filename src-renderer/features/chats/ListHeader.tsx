import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import styles from './ListHeader.module.css';
import { NewMenu } from './NewMenu.tsx';

/** Puts the cursor into the search field, after it has been drawn if need be. */
export function focusSearch(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[data-search]')?.focus());
}

/** Puts the focus into the list: on the row that was visited last, or the first. */
export function focusList(): void {
  document.querySelector<HTMLElement>('[data-row-list] [tabindex="0"]')?.focus();
}

/** Search and add, above the chats and the contacts. `onEnter` opens what is found first. */
export function ListHeader({ onEnter }: { onEnter(): void }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const id = useId();
  const filter = useUi((state) => state.filter);
  const setFilter = ui.getState().setFilter;

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && filter.trim()) onEnter();
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      focusList();
    }
  }

  return (
    <header className={styles.header}>
      <search className={styles.search}>
        <Search size="1rem" aria-hidden="true" />
        <label className="visually-hidden" htmlFor={id}>
          {t('chats.search')}
        </label>
        <input
          id={id}
          data-search
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('chats.searchShort')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          onKeyDown={press}
        />
        {filter && (
          <IconButton
            label={t('action.close')}
            icon={<X size="0.875rem" />}
            onClick={() => {
              setFilter('');
              focusSearch();
            }}
          />
        )}
      </search>
      <NewMenu />
    </header>
  );
}
