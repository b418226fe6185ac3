import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../../components/SearchField/SearchField.tsx';
import { useStores, useUi } from '../../stores/context.tsx';
import { focusList } from '../chats/ListHeader.tsx';
import styles from './Files.module.css';

/** Looks for files by their names. */
export function FileSearch() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const query = useUi((state) => state.filter);

  function press(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    focusList();
  }

  return (
    <search className={styles.search} data-search>
      <SearchField
        label={t('files.search')}
        clearLabel={t('files.searchClear')}
        value={query}
        onChange={ui.getState().setFilter}
        onKey={press}
      />
    </search>
  );
}
