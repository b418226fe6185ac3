import { type SubmitEvent, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile, Relation } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './AddFriendDialog.module.css';
import { ResultCard } from './ResultCard.tsx';

interface Found {
  query: string;
  results: { profile: Profile; relation: Relation }[];
}

/** Finds people on the server by name or number, and asks them. */
export function AddFriendDialog({ initialQuery }: { initialQuery: string }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  const [typed, setTyped] = useState(initialQuery);
  const [found, setFound] = useState<Found>();
  const { busy, failure, run } = useTask();

  const find = useCallback(
    (query: string) =>
      run(async () => {
        setFound(undefined);
        setFound({ query, results: await contacts.getState().search(query) });
      }),
    [contacts, run],
  );

  useEffect(() => {
    if (initialQuery) void find(initialQuery);
  }, [initialQuery, find]);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (typed.trim()) void find(typed.trim());
  }

  return (
    <Dialog title={t('add.title')} onClose={ui.getState().closeDialog}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={t('add.label')}
          hint={t('add.hint')}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" look={found ? 'plain' : 'primary'} wide busy={busy} disabled={!typed.trim()}>
          {busy ? t('add.finding') : t('add.find')}
        </Button>
      </form>
      <FailureBanner failure={failure} />
      {found && <Results found={found} />}
    </Dialog>
  );
}

function Results({ found: { query, results } }: { found: Found }) {
  const { t } = useTranslation();
  if (results.length === 0) return <Banner look="warning">{t('add.unknown', { query: isolate(query) })}</Banner>;
  return (
    <ul className={styles.results} aria-label={t('add.result')}>
      {results.map(({ profile, relation }) => (
        <li key={profile.account}>
          <ResultCard profile={profile} foundAs={relation} />
        </li>
      ))}
    </ul>
  );
}
