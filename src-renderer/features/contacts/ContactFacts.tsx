import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Contact } from '../../../src-main/contract/model.ts';
import { useLoad } from '../../hooks/useLoad.ts';
import { useText } from '../../hooks/useText.ts';
import { formatAddress } from '../../model/address.ts';
import { failureText } from '../../model/failure.ts';
import { isThere } from '../../model/friends.ts';
import { fullDay } from '../../model/time.ts';
import { useLanguage, usePresence, useStores } from '../../stores/context.tsx';
import styles from './ContactDetail.module.css';

/** What is known about a friend. */
export function ContactFacts({ contact: { profile, since } }: { contact: Contact }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const presence = usePresence(profile.account);
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
      {presence && isThere(presence) && <Address account={profile.account} />}
    </dl>
  );
}

/** Where the friend is connected from, if the friend lets it be known. */
function Address({ account }: { account: AccountId }) {
  const { t } = useTranslation();
  const text = useText();
  const { contacts } = useStores();
  const fetch = useCallback(async () => ({ told: await contacts.getState().address(account) }), [contacts, account]);
  const { value, failure } = useLoad(fetch);
  const told = value?.told;
  const address = told && formatAddress({ host: told.address, port: told.port });
  return (
    <div>
      <dt>{t('contacts.address')}</dt>
      <dd>
        {failure && text(failureText(failure))}
        {!failure && (value ? (address ?? t('contacts.addressHidden')) : t('action.loading'))}
      </dd>
    </div>
  );
}
