import { useTranslation } from 'react-i18next';
import type { AccountId, Room, RoomId, RoomNotice } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog/Dialog.tsx';
import { type Names, useAskFor, useNames } from '../../hooks/useNames.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { unconfirmed } from '../../model/notice.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useRooms, useSession, useStores } from '../../stores/context.tsx';
import styles from './NoticeDialog.module.css';

/** The notice of a room in full, and who has confirmed it. */
export function NoticeDialog({ room: id }: { room: RoomId }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const room = useRooms((state) => state.rooms.get(id));
  if (!room?.notice) return null;
  return (
    <Dialog title={t('notice.title')} onClose={ui.getState().closeDialog}>
      <Notice room={room} notice={room.notice} />
    </Dialog>
  );
}

function Notice({ room, notice }: { room: Room; notice: RoomNotice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const names = useNames(room.id);
  const me = useSession((state) => state.session?.profile.account);
  useAskFor(names, [notice.author, ...notice.confirmed]);
  const canConfirm = !notice.isConfirmed && notice.author !== me && room.role !== undefined;
  return (
    <>
      <p className={styles.text} dir="auto">
        {notice.text}
      </p>
      <p className={styles.from}>
        {t('notice.from', { name: isolate(names.of(notice.author)), time: fullTime(notice.sentAt, language) })}
      </p>
      <People
        title={t('notice.confirmed', { count: notice.confirmed.length })}
        accounts={notice.confirmed}
        names={names}
      />
      <People
        title={t('notice.unconfirmed', { count: unconfirmed(room, notice).length })}
        accounts={unconfirmed(room, notice)}
        names={names}
      />
      {canConfirm && <Confirm room={room.id} notice={notice} />}
    </>
  );
}

function People({ title, accounts, names }: { title: string; accounts: AccountId[]; names: Names }) {
  if (accounts.length === 0) return null;
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.people}>
        {accounts.map((account) => (
          <li key={account}>
            <bdi>{names.of(account)}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Confirm({ room, notice }: { room: RoomId; notice: RoomNotice }) {
  const { t } = useTranslation();
  const { rooms } = useStores();
  const task = useTask();
  return (
    <>
      <FailureBanner failure={task.failure} />
      <DialogActions>
        <Button
          look="primary"
          busy={task.busy}
          onClick={() => task.run(() => rooms.getState().confirmNotice(room, notice.id))}
        >
          {t('notice.confirm')}
        </Button>
      </DialogActions>
    </>
  );
}
