import { MessageCircle, ShieldCheck, UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { nameOf } from '../../model/names.ts';
import { fullDay } from '../../model/time.ts';
import { useLanguage, usePresence, useStores } from '../../stores/context.tsx';
import { TrustBadge } from '../trust/TrustBadge.tsx';
import styles from './ContactDetail.module.css';

/** A friend's profile and what one can do with it. */
export function ContactDetail({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const stores = useStores();
  const ui = stores.ui.getState();
  const { profile } = contact;
  const { account } = profile;
  const presence = usePresence(account);
  return (
    <>
      <PageHeader title={<bdi>{nameOf(profile)}</bdi>} onBack={() => ui.showContact(undefined)} />
      <div className={styles.page}>
        <div className={styles.card}>
          <div className={styles.top}>
            <Avatar person={profile} size="large" {...(presence && { presence })} />
            <div className={styles.names}>
              <h2 className={styles.name}>
                <bdi>{nameOf(profile)}</bdi>
              </h2>
              <p className={styles.presence} data-presence={presence}>
                {t(`presence.${presence ?? 'unknown'}`)}
              </p>
              <TrustBadge account={account} name={nameOf(profile)} />
            </div>
          </div>
          <p className={styles.signature}>
            <bdi>{profile.signature || t('contacts.noSignature')}</bdi>
          </p>
          <Facts contact={contact} />
          <div className={styles.actions}>
            <Button look="primary" onClick={() => stores.inBackground(stores.openChat(account))}>
              <MessageCircle size="1rem" aria-hidden="true" />
              {t('contacts.message')}
            </Button>
            <Button onClick={() => ui.openDialog({ kind: 'safety', account, name: nameOf(profile) })}>
              <ShieldCheck size="1rem" aria-hidden="true" />
              {t('trust.open')}
            </Button>
            <Button onClick={() => ui.openDialog({ kind: 'remove-friend', account, name: nameOf(profile) })}>
              <UserMinus size="1rem" aria-hidden="true" />
              {t('contacts.remove')}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

function Facts({ contact: { profile, since } }: { contact: Contact }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const facts = [
    { label: t('contacts.userName'), value: profile.name },
    { label: t('contacts.number'), value: String(profile.account) },
    ...(profile.sex ? [{ label: t('contacts.sex'), value: t(`sex.${profile.sex}`) }] : []),
    ...(profile.age ? [{ label: t('contacts.age'), value: String(profile.age) }] : []),
    { label: t('contacts.since'), value: fullDay(since, language) },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
