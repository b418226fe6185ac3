import { useTranslation } from 'react-i18next';
import type { ContactAnswer, ContactRequest } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { useTask } from '../../hooks/useTask.ts';
import { nameOf } from '../../model/names.ts';
import { shortTime } from '../../model/time.ts';
import { useContacts, useLanguage, useStores } from '../../stores/context.tsx';
import styles from './RequestsPage.module.css';

interface RequestCardProps {
  request: ContactRequest;
  onAccepted(): void;
}

export function RequestCard({ request, onAccepted }: RequestCardProps) {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const language = useLanguage();
  const now = useNow(60_000);
  const task = useTask();
  const { profile, greeting, time } = request;

  const answer = (choice: ContactAnswer) =>
    task.run(async () => {
      await contacts.getState().answer(profile.account, choice);
      if (choice === 'accept') onAccepted();
    });

  return (
    <article className={styles.card} aria-label={t('requests.card', { name: nameOf(profile) })}>
      <Avatar person={profile} />
      <div className={styles.body}>
        <p className={styles.who}>
          <bdi>{nameOf(profile)}</bdi>
          <small>
            @<bdi>{profile.name}</bdi> · {t('add.number', { account: profile.account })}
          </small>
          <time dateTime={new Date(time).toISOString()}>{shortTime(time, now, language)}</time>
        </p>
        <p className={styles.greeting}>
          <bdi>{greeting || t('requests.noGreeting')}</bdi>
        </p>
        <FailureBanner failure={task.failure} />
        <Outcome request={request} busy={task.busy} onAnswer={answer} />
      </div>
    </article>
  );
}

interface OutcomeProps {
  request: ContactRequest;
  busy: boolean;
  onAnswer(answer: ContactAnswer): void;
}

/** How the request stands, with the answers that are still possible. */
function Outcome({ request, busy, onAnswer }: OutcomeProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const { account } = request.profile;
  const isFriend = useContacts((state) => state.contacts.has(account));
  if (isFriend) {
    return (
      <div className={styles.actions}>
        <Button look="primary" onClick={() => stores.inBackground(stores.openChat(account))}>
          {t('contacts.message')}
        </Button>
        <span className={styles.state}>{t('add.added')}</span>
      </div>
    );
  }
  if (request.direction === 'outgoing') {
    return (
      <p className={styles.state}>
        {request.state === 'refused' ? t('requests.refusedByThem') : t('requests.waiting')}
      </p>
    );
  }
  if (request.state === 'refused') return <p className={styles.state}>{t('requests.refusedByYou')}</p>;
  return (
    <div className={styles.actions}>
      <Button look="primary" disabled={busy} onClick={() => onAnswer('accept')}>
        {t('requests.accept')}
      </Button>
      <Button disabled={busy} onClick={() => onAnswer('refuse')}>
        {t('requests.refuse')}
      </Button>
      {request.state === 'later' ? (
        <span className={styles.state}>{t('requests.isLater')}</span>
      ) : (
        <Button look="quiet" disabled={busy} onClick={() => onAnswer('later')}>
          {t('requests.later')}
        </Button>
      )}
      <Button
        look="quiet"
        disabled={busy}
        onClick={() => stores.ui.getState().openDialog({ kind: 'block', account, name: nameOf(request.profile) })}
      >
        {t('block.submit')}
      </Button>
    </div>
  );
}
