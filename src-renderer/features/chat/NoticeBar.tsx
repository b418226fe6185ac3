import { Check, Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RoomId } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { useRooms, useStores } from '../../stores/context.tsx';
import styles from './ChatBar.module.css';
import { useOpenChat } from './ChatContext.tsx';

/** What the admins put above the room, to be confirmed once. */
export function NoticeBar({ room }: { room: RoomId }) {
  const { t } = useTranslation();
  const stores = useStores();
  const { me, canWrite } = useOpenChat();
  const notice = useRooms((state) => state.rooms.get(room)?.notice);
  if (!notice) return null;
  const isMine = notice.author === me;
  const confirm = () => stores.inBackground(stores.rooms.getState().confirmNotice(room, notice.id));
  return (
    <section className={styles.bar} aria-label={t('notice.title')}>
      <button
        type="button"
        className={styles.main}
        onClick={() => stores.ui.getState().openDialog({ kind: 'room-notice', room })}
      >
        <Megaphone size="1rem" aria-hidden="true" />
        <span className={styles.label}>{t('notice.title')}</span>
        <bdi className={styles.text}>{notice.text}</bdi>
        <span className={styles.end}>{t('notice.confirmedBy', { count: notice.confirmed.length })}</span>
      </button>
      {!isMine && !notice.isConfirmed && canWrite && (
        <Button look="quiet" onClick={confirm}>
          <Check size="1rem" aria-hidden="true" />
          {t('notice.confirm')}
        </Button>
      )}
    </section>
  );
}
