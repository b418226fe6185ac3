import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useStores } from '../../stores/context.tsx';
import styles from './ChatPane.module.css';

/** In place of the editor when the two are no longer friends. */
export function NotFriends({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const add = () => ui.getState().openDialog({ kind: 'add-friend', query: String(profile.account) });
  return (
    <div className={styles.closed}>
      <Banner
        look="warning"
        actions={
          <Button look="quiet" onClick={add}>
            {t('chat.addAgain')}
          </Button>
        }
      >
        {t('chat.notFriends')}
      </Banner>
    </div>
  );
}
