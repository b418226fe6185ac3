import { X } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room, RoomId } from '../../../src-main/contract/model.ts';
import { RoomAvatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { IconButton } from '../../components/Button/Button.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { roomNumber } from '../../model/room.ts';
import { useConversations, useRooms, useStores } from '../../stores/context.tsx';
import { RoomMembers } from './RoomMembers.tsx';
import { RoomMenu } from './RoomMenu.tsx';
import styles from './RoomPanel.module.css';

/** Who belongs to a room, what it is like, and what one may do to it. */
export function RoomPanel({ room: id }: { room: RoomId }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const load = useRoom(id);
  const room = useRooms((state) => state.rooms.get(id));
  return (
    <section className={styles.panel} aria-label={t('room.panel')}>
      <header className={styles.header}>
        <h2>{t('room.panel')}</h2>
        {room && <RoomMenu room={room} />}
        <IconButton
          label={t('room.closePanel')}
          icon={<X size="1.125rem" />}
          onClick={() => ui.getState().setRoomPanel(false)}
        />
      </header>
      {room ? <Contents room={room} /> : <LoadState load={load} />}
    </section>
  );
}

/** Fetches the room when it is shown, and when one has come into it again. */
function useRoom(id: RoomId) {
  const { rooms } = useStores();
  const belongs = useConversations((state) => {
    const chat = state.conversations.get(id);
    return chat?.kind === 'room' && chat.room.role !== undefined;
  });
  const load = useLoad(useCallback(() => rooms.getState().load(id), [rooms, id]));
  const { again } = load;
  useEffect(() => {
    if (belongs) void again();
  }, [belongs, again]);
  return load;
}

function Contents({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { id, name, members, rules, role, isForked, isDisbanded } = room;
  return (
    <>
      <div className={styles.top}>
        <RoomAvatar room={room} size="medium" />
        <div className={styles.names}>
          <h3>
            <bdi>{name}</bdi>
          </h3>
          <p className={styles.faint}>
            {t('room.number', { number: roomNumber(id) })} · {t('room.members', { count: members })}
          </p>
          <p className={styles.faint}>{t(`room.entryOf.${rules.entry}`)}</p>
        </div>
      </div>
      {isForked && <Banner look="danger">{t('room.forked')}</Banner>}
      {!isForked && (isDisbanded || !role) && (
        <Banner look="warning">{isDisbanded ? t('room.isDisbanded') : t('room.isLeft')}</Banner>
      )}
      {room.isMutedForAll && <Banner look="info">{t('room.isMutedForAll')}</Banner>}
      <Notice room={room} />
      <RoomMembers room={room} />
    </>
  );
}

function Notice({ room: { id, notice } }: { room: Room }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  if (!notice) return null;
  return (
    <button
      type="button"
      className={styles.notice}
      onClick={() => ui.getState().openDialog({ kind: 'room-notice', room: id })}
    >
      <span className={styles.faint}>{t('notice.title')}</span>
      <bdi>{notice.text}</bdi>
    </button>
  );
}
