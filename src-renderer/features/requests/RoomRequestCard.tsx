import { useTranslation } from 'react-i18next';
import type { RoomRequest } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isolate, shownName } from '../../model/names.ts';
import { roomNumber } from '../../model/room.ts';
import { shortTime } from '../../model/time.ts';
import { useContacts, useConversations, useLanguage, useStores } from '../../stores/context.tsx';
import styles from './RequestsPage.module.css';

/** Somebody who wants to be let into a room, with the answer to its question. */
export function RoomRequestCard({ request }: { request: RoomRequest }) {
  const { t } = useTranslation();
  const { rooms } = useStores();
  const language = useLanguage();
  const now = useNow(60_000);
  const task = useTask();
  const { room, profile, answer, time } = request;
  const remark = useContacts((state) => state.contacts.get(profile.account)?.remark);
  const chat = useConversations((state) => state.conversations.get(room));
  const name = shownName(profile, remark);
  const roomName = chat?.kind === 'room' ? chat.room.name : String(roomNumber(room));
  const decide = (accept: boolean) => task.run(() => rooms.getState().answer(request, accept));
  return (
    <article className={styles.card} aria-label={t('requests.roomCard', { name, room: roomName })}>
      <Avatar person={profile} />
      <div className={styles.body}>
        <p className={styles.who}>
          <bdi>{name}</bdi>
          <small>
            @<bdi>{profile.name}</bdi> · {t('add.number', { account: profile.account })}
          </small>
          <time dateTime={new Date(time).toISOString()}>{shortTime(time, now, language)}</time>
        </p>
        <p className={styles.state}>{t('requests.wantsIn', { room: isolate(roomName) })}</p>
        <p className={styles.greeting}>
          <bdi>{answer || t('requests.noAnswer')}</bdi>
        </p>
        <FailureBanner failure={task.failure} />
        <div className={styles.actions}>
          <Button look="primary" disabled={task.busy} onClick={() => decide(true)}>
            {t('requests.letIn')}
          </Button>
          <Button disabled={task.busy} onClick={() => decide(false)}>
            {t('requests.refuse')}
          </Button>
        </div>
      </div>
    </article>
  );
}
