import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Contact } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { SearchField } from '../../components/SearchField/SearchField.tsx';
import { useShownName } from '../../hooks/useShownName.ts';
import { friendGroups, matchesFriend, UNGROUPED } from '../../model/friends.ts';
import { sortContacts } from '../../model/order.ts';
import { useContacts, useLanguage } from '../../stores/context.tsx';
import styles from './PeopleChoice.module.css';

interface PeopleChoiceProps {
  chosen: ReadonlySet<AccountId>;
  onChange(chosen: ReadonlySet<AccountId>): void;
  /** friends who cannot be chosen: they are not shown */
  without?: ReadonlySet<AccountId>;
}

/** Several friends, one by one or group by group. */
export function PeopleChoice({ chosen, onChange, without }: PeopleChoiceProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const contacts = useContacts((state) => state.contacts);
  const groups = useContacts((state) => state.groups);
  const [typed, setTyped] = useState('');
  const all = sortContacts(contacts.values(), language).filter(({ profile }) => !without?.has(profile.account));
  const found = typed.trim() ? all.filter((contact) => matchesFriend(contact, typed)) : all;

  function set(accounts: AccountId[], on: boolean): void {
    const next = new Set(chosen);
    for (const account of accounts) {
      if (on) next.add(account);
      else next.delete(account);
    }
    onChange(next);
  }

  return (
    <fieldset className={styles.choice} aria-label={t('people.choose')}>
      <SearchField look="line" label={t('people.search')} value={typed} onChange={setTyped}>
        <span className={styles.count} role="status">
          {t('people.chosen', { count: chosen.size })}
        </span>
      </SearchField>
      <div className={styles.list}>
        {all.length === 0 && <p className={styles.none}>{t('people.nobody')}</p>}
        {all.length > 0 && found.length === 0 && <p className={styles.none}>{t('people.noMatch')}</p>}
        {friendGroups(found, groups)
          .filter(({ friends }) => friends.length > 0)
          .map(({ group, friends }) => (
            <Group key={group} group={group} friends={friends} chosen={chosen} onSet={set} />
          ))}
      </div>
    </fieldset>
  );
}

interface GroupProps {
  group: string;
  friends: Contact[];
  chosen: ReadonlySet<AccountId>;
  onSet(accounts: AccountId[], on: boolean): void;
}

function Group({ group, friends, chosen, onSet }: GroupProps) {
  const { t } = useTranslation();
  const accounts = friends.map(({ profile }) => profile.account);
  const count = accounts.filter((account) => chosen.has(account)).length;
  const isAll = count === accounts.length;
  const shownName = useShownName();
  const name = group === UNGROUPED ? t('contacts.myFriends') : group;
  return (
    <>
      <label className={styles.group}>
        <input
          type="checkbox"
          checked={isAll}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && !isAll;
          }}
          onChange={() => onSet(accounts, !isAll)}
        />
        <bdi>{name}</bdi>
        <span>{t('people.ofGroup', { count, total: accounts.length })}</span>
      </label>
      {friends.map(({ profile, remark }) => (
        <label key={profile.account} className={styles.person}>
          <input
            type="checkbox"
            checked={chosen.has(profile.account)}
            onChange={(event) => onSet([profile.account], event.target.checked)}
          />
          <Avatar person={profile} size="tiny" />
          <bdi>{shownName(profile, remark)}</bdi>
        </label>
      ))}
    </>
  );
}
