import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile, Relation } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import { GREETING_MAX, graphemes } from '../../model/fields.ts';
import { nameOf } from '../../model/names.ts';
import { useContacts, useSession, useStores } from '../../stores/context.tsx';
import styles from './AddFriendDialog.module.css';

/** A found person, with what can be done as things stand between the two. */
export function ResultCard({ profile, foundAs }: { profile: Profile; foundAs: Relation }) {
  const { t } = useTranslation();
  return (
    <article className={styles.card}>
      <div className={styles.person}>
        <Avatar person={profile} />
        <div className={styles.who}>
          <bdi>{nameOf(profile)}</bdi>
          <small>
            <bdi>{profile.name}</bdi> · {t('add.number', { account: profile.account })}
          </small>
        </div>
      </div>
      <Standing profile={profile} foundAs={foundAs} />
    </article>
  );
}

function Standing({ profile, foundAs }: { profile: Profile; foundAs: Relation }) {
  const { t } = useTranslation();
  const { account } = profile;
  const isFriend = useContacts((state) => state.contacts.has(account));
  const [sent, setSent] = useState(false);
  if (isFriend) return <FriendStanding profile={profile} isNew={foundAs !== 'friend'} />;
  if (sent) return <Banner look="success">{t('add.sent')}</Banner>;
  switch (foundAs) {
    case 'self':
      return <Banner look="warning">{t('add.self')}</Banner>;
    case 'requested':
      return <Banner look="info">{t('add.requested')}</Banner>;
    case 'requests-you':
      return <RequestsYou profile={profile} />;
    case 'friend':
    case 'none':
      return <RequestForm profile={profile} onSent={() => setSent(true)} />;
  }
}

function FriendStanding({ profile, isNew }: { profile: Profile; isNew: boolean }) {
  const { t } = useTranslation();
  const stores = useStores();
  return (
    <>
      <Banner look={isNew ? 'success' : 'info'}>{isNew ? t('add.added') : t('add.friend')}</Banner>
      <Button look="primary" wide onClick={() => stores.inBackground(stores.openChat(profile.account))}>
        {t('add.openChat')}
      </Button>
    </>
  );
}

function RequestsYou({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  const task = useTask();
  const accept = () => task.run(() => contacts.getState().answer(profile.account, 'accept'));
  function toRequests(): void {
    ui.getState().closeDialog();
    ui.getState().showContact('requests');
  }
  return (
    <>
      <Banner look="info">{t('add.requestsYou')}</Banner>
      <FailureBanner failure={task.failure} />
      <div className={styles.actions}>
        <Button onClick={toRequests}>{t('requests.view')}</Button>
        <Button look="primary" busy={task.busy} onClick={accept}>
          {t('requests.accept')}
        </Button>
      </div>
    </>
  );
}

function RequestForm({ profile, onSent }: { profile: Profile; onSent(): void }) {
  const { t } = useTranslation();
  const text = useText();
  const { contacts } = useStores();
  const ownName = useSession((state) => (state.session ? nameOf(state.session.profile) : ''));
  const [greeting, setGreeting] = useState(t('add.greetingDefault', { name: ownName }));
  const task = useTask();
  const isTooLong = graphemes(greeting) > GREETING_MAX;
  const problem = isTooLong ? 'too-long' : refusedFields(task.failure).greeting;

  const send = () =>
    task.run(async () => {
      await contacts.getState().request(profile.account, greeting.trim());
      onSent();
    });

  return (
    <>
      <Field
        label={t('add.greeting')}
        value={greeting}
        onChange={(event) => {
          setGreeting(event.target.value);
          task.clear();
        }}
        problem={problem && text(problemText('greeting', problem))}
      />
      <FailureBanner failure={task.failure} />
      <Button look="primary" wide busy={task.busy} disabled={isTooLong} onClick={send}>
        {task.busy ? t('add.sending') : t('add.send')}
      </Button>
    </>
  );
}
