import { useTranslation } from 'react-i18next';
import type { PersonConversation } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useChatNames } from '../../hooks/useNames.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './ChatPane.module.css';

/** In place of the editor when keys that were compared are others now. */
export function KeysChanged({ conversation }: { conversation: PersonConversation }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const { id } = conversation;
  const name = useChatNames()(conversation);
  const { openDialog } = ui.getState();
  return (
    <div className={styles.closed}>
      <Banner look="danger">
        <p>{t('trust.hint.changed', { name: isolate(name) })}</p>
        <div className={styles.ways}>
          <Button look="quiet" onClick={() => openDialog({ kind: 'safety', account: id, name })}>
            {t('trust.compare')}
          </Button>
          <Button look="quiet" onClick={() => openDialog({ kind: 'accept-keys', account: id, name })}>
            {t('trust.accept')}
          </Button>
        </div>
      </Banner>
    </div>
  );
}
