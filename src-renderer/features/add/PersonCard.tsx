import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile, Relation } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { shownName } from '../../model/names.ts';
import { useContacts, useStores } from '../../stores/context.tsx';
import styles from './Add.module.css';
import { RequestForm } from './RequestForm.tsx';

interface PersonCardProps {
  profile: Profile;
  foundAs: Relation;
  /** asks in another way than by the person's number */
  ask?: (greeting: string) => Promise<unknown>;
  /** there is reason not to ask */
  isRisky?: boolean;
  /** what is to be read before asking */
  children?: ReactNode;
}

/** A found person, with what can be done as things stand between the two. */
export function PersonCard({ profile, foundAs, ask, isRisky = false, children }: PersonCardProps) {
  const { t } = useTranslation();
  const remark = useContacts((state) => state.contacts.get(profile.account)?.remark);
  return (
    <article className={styles.card}>
      <div className={styles.who}>
        <Avatar person={profile} />
        <div className={styles.names}>
          <bdi>{shownName(profile, remark)}</bdi>
          <small>
            @<bdi>{profile.name}</bdi> · {t('add.number', { account: profile.account })}
          </small>
        </div>
      </div>
      {children}
      <Standing profile={profile} foundAs={foundAs} ask={ask} isRisky={isRisky} />
    </article>
  );
}

type StandingProps = Pick<PersonCardProps, 'profile' | 'foundAs'> & { ask: PersonCardProps['ask']; isRisky: boolean };

function Standing({ profile, foundAs, ask, isRisky }: StandingProps) {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const { account } = profile;
  const isFriend = useContacts((state) => state.contacts.has(account));
  const [sent, setSent] = useState(false);
  const request = ask ?? ((greeting: string) => contacts.getState().request(account, greeting));
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
      return <RequestForm ask={request} onSent={() => setSent(true)} isRisky={isRisky} />;
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
