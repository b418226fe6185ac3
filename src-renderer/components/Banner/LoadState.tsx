import { useTranslation } from 'react-i18next';
import type { Loaded } from '../../hooks/useLoad.ts';
import { useText } from '../../hooks/useText.ts';
import { failureText } from '../../model/failure.ts';
import { Button } from '../Button/Button.tsx';
import { Spinner } from '../Spinner/Spinner.tsx';
import styles from './Banner.module.css';
import { Banner } from './Banner.tsx';

/** In place of what is being fetched: that it is, or why it could not be. */
export function LoadState({ load: { failure, again } }: { load: Pick<Loaded<unknown>, 'failure' | 'again'> }) {
  const { t } = useTranslation();
  const text = useText();
  if (!failure) {
    return (
      <p className={styles.loading} role="status">
        <Spinner /> {t('action.loading')}
      </p>
    );
  }
  return (
    <Banner
      look="danger"
      actions={
        <Button look="quiet" onClick={() => void again()}>
          {t('action.retry')}
        </Button>
      }
    >
      {text(failureText(failure))}
    </Banner>
  );
}
