import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomConversation } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { closedBecause } from '../../model/closed-room.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage } from '../../stores/context.tsx';
import styles from './ChatPane.module.css';

interface RoomClosedProps {
  conversation: RoomConversation;
  /** where one writes */
  otherwise: ReactNode;
}

/** In place of the editor when one cannot write to the room: why, and what can be done. */
export function RoomClosed({ conversation: { room }, otherwise }: RoomClosedProps) {
  const now = useNow(10_000);
  const language = useLanguage();
  const { t } = useTranslation();
  const why = closedBecause(room, now);
  if (!why) return otherwise;
  const time = room.mutedUntil === undefined ? '' : fullTime(room.mutedUntil, language);
  return (
    <div className={styles.closed}>
      <Banner look={why === 'forked' ? 'danger' : 'warning'}>{t(`roomClosed.${why}`, { time })}</Banner>
    </div>
  );
}
