import { useTranslation } from 'react-i18next';
import { BrandName } from '../../components/Brand/Brand.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import styles from './Opening.module.css';

/** Shown until the core is there. It stays invisible for a moment: usually the core is quicker. */
export function Opening() {
  const { t } = useTranslation();
  return (
    <main className={styles.page}>
      <BrandName />
      <p className={styles.text} role="status">
        <Spinner /> {t('app.opening')}
      </p>
    </main>
  );
}
