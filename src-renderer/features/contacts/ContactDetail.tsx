import { Ban, MessageCircle, ShieldCheck, UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { useShownName } from '../../hooks/useShownName.ts';
import { nameOf } from '../../model/names.ts';
import { usePresence, useStores } from '../../stores/context.tsx';
import { TrustBadge } from '../trust/TrustBadge.tsx';
import styles from './ContactDetail.module.css';
import { ContactFacts } from './ContactFacts.tsx';
import { GroupChoice } from './GroupChoice.tsx';
import { RemarkForm } from './RemarkForm.tsx';

/** A friend's profile and what one can do with it. */
export function ContactDetail({ contact }: { contact: Contact }) {
  const { ui } = useStores();
  const { profile, remark } = contact;
  const name = useShownName()(profile, remark);
  return (
    <>
      <PageHeader title={<bdi>{name}</bdi>} onBack={() => ui.getState().showContact(undefined)} />
      <div className={styles.page}>
        <div className={styles.card}>
          <Person contact={contact} />
          <Signature text={profile.signature} />
          <ContactFacts key={profile.account} contact={contact} />
          <div className={styles.notes}>
            <RemarkForm key={`${profile.account} ${remark ?? ''}`} contact={contact} />
            <GroupChoice contact={contact} />
          </div>
          <Actions contact={contact} name={name} />
        </div>
      </div>
    </>
  );
}

function Person({ contact: { profile, remark } }: { contact: Contact }) {
  const { t } = useTranslation();
  const { account } = profile;
  const presence = usePresence(account);
  const name = useShownName()(profile, remark);
  return (
    <div className={styles.top}>
      <Avatar person={profile} size="large" {...(presence && { presence })} />
      <div className={styles.names}>
        <h2 className={styles.name}>
          <bdi>{name}</bdi>
        </h2>
        {remark && (
          <p className={styles.ownName}>
            <bdi>{nameOf(profile)}</bdi>
          </p>
        )}
        <p className={styles.presence} data-presence={presence}>
          {t(`presence.${presence ?? 'unknown'}`)}
        </p>
        <TrustBadge account={account} name={name} />
      </div>
    </div>
  );
}

function Signature({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <p className={styles.signature}>
      <bdi>{text || t('contacts.noSignature')}</bdi>
    </p>
  );
}

function Actions({ contact: { profile }, name }: { contact: Contact; name: string }) {
  const { t } = useTranslation();
  const stores = useStores();
  const { openDialog } = stores.ui.getState();
  const { account } = profile;
  return (
    <div className={styles.actions}>
      <Button look="primary" onClick={() => stores.inBackground(stores.openChat(account))}>
        <MessageCircle size="1rem" aria-hidden="true" />
        {t('contacts.message')}
      </Button>
      <Button onClick={() => openDialog({ kind: 'safety', account, name })}>
        <ShieldCheck size="1rem" aria-hidden="true" />
        {t('trust.open')}
      </Button>
      <Button onClick={() => openDialog({ kind: 'remove-friend', account, name })}>
        <UserMinus size="1rem" aria-hidden="true" />
        {t('contacts.remove')}
      </Button>
      <Button onClick={() => openDialog({ kind: 'block', account, name })}>
        <Ban size="1rem" aria-hidden="true" />
        {t('block.submit')}
      </Button>
    </div>
  );
}
