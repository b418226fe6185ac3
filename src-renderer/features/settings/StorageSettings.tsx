import { useTranslation } from 'react-i18next';
import { cacheLimits } from '../../../src-main/contract/settings.ts';
import { Choice } from '../../components/Choice/Choice.tsx';
import { amountOf } from '../../model/amount.ts';
import { useLanguage, useSettings, useStores } from '../../stores/context.tsx';
import { SpaceUsed } from '../files/SpaceUsed.tsx';
import styles from './Settings.module.css';

const MIB = 1024 * 1024;

/** How much place attachments may take here, and how much they do. */
export function StorageSettings() {
  const { t } = useTranslation();
  const stores = useStores();
  const language = useLanguage();
  const limit = useSettings((state) => state.settings.cacheLimit);

  function choose(value: string): void {
    const cacheLimit = cacheLimits.find((each) => String(each) === value);
    if (cacheLimit) stores.inBackground(stores.settings.getState().change({ cacheLimit }));
  }

  return (
    <>
      <div>
        <Choice
          label={t('settings.cacheLimit')}
          value={String(limit)}
          onChange={choose}
          options={cacheLimits.map((each) => ({ value: String(each), label: amountOf(each * MIB, language) }))}
        />
        <p className={styles.hint}>{t('settings.cacheLimitHint')}</p>
      </div>
      <section>
        <h2 className={styles.heading}>{t('files.space')}</h2>
        <SpaceUsed />
      </section>
    </>
  );
}
