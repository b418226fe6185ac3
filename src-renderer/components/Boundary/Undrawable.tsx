import { useTranslation } from 'react-i18next';
import styles from './Undrawable.module.css';

/** Stands where something from somebody else could not be drawn. */
export function Undrawable() {
  const { t } = useTranslation();
  return <p className={styles.line}>{t('failure.undrawable')}</p>;
}
