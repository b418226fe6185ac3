import { useTranslation } from 'react-i18next';
import { BrandName } from '../../components/Brand/Brand.tsx';
import { Spinner } from '../../components/Spinner/Spinner.tsx';
import styles from './Opening.module.css';

/** Until the core is there; it stays unseen for a moment, in which the core is there as a rule. */
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
