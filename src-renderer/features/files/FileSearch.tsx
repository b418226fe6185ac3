import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/Button/Button.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import { focusList, focusSearch } from '../chats/ListHeader.tsx';
import styles from './Files.module.css';

/** Looks for files by their names. */
export function FileSearch() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const id = useId();
  const query = useUi((state) => state.filter);
  const setQuery = ui.getState().setFilter;

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.key !== 'ArrowDown') return;
    event.preventDefault();
    focusList();
  }

  return (
    <search className={styles.search}>
      <Search size="1rem" aria-hidden="true" />
      <label className="visually-hidden" htmlFor={id}>
        {t('files.search')}
      </label>
      <input
        id={id}
        data-search
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('files.search')}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={press}
      />
      {query && (
        <IconButton
          label={t('files.searchClear')}
          icon={<X size="0.875rem" />}
          onClick={() => {
            setQuery('');
            focusSearch();
          }}
        />
      )}
    </search>
  );
}
