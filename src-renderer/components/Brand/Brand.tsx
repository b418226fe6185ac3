import { useTranslation } from 'react-i18next';
import styles from './Brand.module.css';

/** The sign: a speech bubble with a keyhole. The same drawing as resources/icon/icon.svg. */
function Sign() {
  return (
    <svg className={styles.sign} viewBox="0 0 64 64" aria-hidden="true">
      <rect className={styles.back} width="64" height="64" rx="18" />
      <path
        className={styles.bubble}
        d="M32 13c12.2 0 22 7.9 22 17.8S44.2 48.6 32 48.6c-2.5 0-4.9-.3-7.1-.9L15.6 52.4c-1 .5-2.1-.4-1.8-1.5l1.8-7.2C12.1 40.5 10 35.9 10 30.8 10 20.9 19.8 13 32 13Z"
      />
      <path className={styles.key} d="M32 22.5a6 6 0 0 1 2.9 11.25l1.5 6.45h-8.8l1.5-6.45A6 6 0 0 1 32 22.5Z" />
    </svg>
  );
}

/** The sign with the name in both writings. */
export function BrandName() {
  const { t } = useTranslation();
  return (
    <div className={styles.brand}>
      <Sign />
      <p className={styles.name}>
        {t('app.name')} <span>{t('app.latin')}</span>
      </p>
      <p className={styles.slogan}>{t('app.slogan')}</p>
    </div>
  );
}
