import { type SubmitEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useText } from '../../hooks/useText.ts';
import { isPersonLink } from '../../model/address.ts';
import { failureText, linkFailureText } from '../../model/failure.ts';
import { isolate } from '../../model/names.ts';
import styles from './Add.module.css';
import { LinkCard } from './LinkCard.tsx';
import { PersonCard } from './PersonCard.tsx';
import { RoomCard } from './RoomCard.tsx';
import { type Found, useFinder } from './useFinder.ts';

export function FindTab({ initialQuery }: { initialQuery: string }) {
  const { t } = useTranslation();
  const text = useText();
  const [typed, setTyped] = useState(initialQuery);
  const { found, busy, failure, find } = useFinder();

  useEffect(() => {
    if (initialQuery) void find(initialQuery);
  }, [initialQuery, find]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (typed.trim()) void find(typed.trim());
  }

  const why = isPersonLink(typed) ? linkFailureText : failureText;
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={t('add.label')}
          hint={t('add.hint')}
          autoFocus
          maxLength={512}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look={found ? 'plain' : 'primary'} wide busy={busy} disabled={!typed.trim()}>
          {busy ? t('add.finding') : t('add.find')}
        </Button>
      </form>
      {failure && <Banner look="danger">{text(why(failure))}</Banner>}
      {found && <Results found={found} />}
    </>
  );
}

function Results({ found }: { found: Found }) {
  const { t } = useTranslation();
  if (found.by === 'link') return <LinkCard link={found.link} person={found.person} />;
  const { query, people, room } = found;
  if (people.length === 0 && !room)
    return <Banner look="warning">{t('add.unknown', { query: isolate(query) })}</Banner>;
  return (
    <ul className={styles.results} aria-label={t('add.result')}>
      {people.map(({ profile, relation }) => (
        <li key={profile.account}>
          <PersonCard profile={profile} foundAs={relation} />
        </li>
      ))}
      {room && (
        <li>
          <RoomCard sighting={room} />
        </li>
      )}
    </ul>
  );
}
