import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomSighting } from '../../../src-main/contract/model.ts';
import { RoomAvatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { ANSWER_MAX, roomNumber } from '../../model/room.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './Add.module.css';

type State = 'joined' | 'requested';

/** A found room, with the way into it. */
export function RoomCard({ sighting }: { sighting: RoomSighting }) {
  const { t } = useTranslation();
  const { room, name, avatar, members } = sighting;
  return (
    <article className={styles.card}>
      <div className={styles.who}>
        <RoomAvatar room={{ id: room, name, avatar }} />
        <div className={styles.names}>
          <bdi>{name}</bdi>
          <small>
            {t('room.number', { number: roomNumber(room) })} · {t('room.members', { count: members })}
          </small>
        </div>
      </div>
      <WayIn sighting={sighting} />
    </article>
  );
}

function WayIn({ sighting }: { sighting: RoomSighting }) {
  const { t } = useTranslation();
  const [became, setBecame] = useState<State>();
  const { room, entry, relation } = sighting;
  if (became === 'joined') return <Inside room={room} look="success" text={t('room.joined')} />;
  if (became === 'requested') return <Banner look="success">{t('room.asked')}</Banner>;
  if (relation === 'member') return <Inside room={room} look="info" text={t('room.alreadyIn')} />;
  if (relation === 'requested') return <Banner look="info">{t('room.askedBefore')}</Banner>;
  if (entry === 'closed') return <Banner look="warning">{t('room.closed')}</Banner>;
  return <JoinForm sighting={sighting} onDone={setBecame} />;
}

function Inside({ room, look, text }: { room: RoomSighting['room']; look: 'success' | 'info'; text: string }) {
  const { t } = useTranslation();
  const stores = useStores();
  return (
    <>
      <Banner look={look}>{text}</Banner>
      <Button look="primary" wide onClick={() => stores.inBackground(stores.openChat(room))}>
        {t('room.open')}
      </Button>
    </>
  );
}

function JoinForm({ sighting, onDone }: { sighting: RoomSighting; onDone(state: State): void }) {
  const { t } = useTranslation();
  const { rooms } = useStores();
  const { room, entry, question } = sighting;
  const [answer, setAnswer] = useState('');
  const task = useTask();
  const asks = entry === 'approval';

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(async () => onDone(await rooms.getState().join(room, asks ? answer.trim() : '')));
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      {asks ? (
        <Field
          label={question ? t('room.question', { question: isolate(question) }) : t('room.answerLabel')}
          hint={t('room.approvalHint')}
          maxLength={ANSWER_MAX}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
      ) : (
        <p className={styles.text}>{t('room.openHint')}</p>
      )}
      <FailureBanner failure={task.failure} />
      <Button
        type="submit"
        look="primary"
        wide
        busy={task.busy}
        disabled={asks && question !== '' && answer.trim() === ''}
      >
        {task.busy ? t('room.joining') : asks ? t('room.ask') : t('room.join')}
      </Button>
    </form>
  );
}
