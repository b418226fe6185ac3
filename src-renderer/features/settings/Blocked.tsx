import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { useLoad } from '../../hooks/useLoad.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isolate, nameOf } from '../../model/names.ts';
import { useStores } from '../../stores/context.tsx';
import styles from './Settings.module.css';

/** Whom one has blocked. */
export function Blocked() {
  const { t } = useTranslation();
  const { contacts } = useStores();
  const load = useLoad(contacts.getState().blocked);
  const task = useTask();
  const people = load.value;
  if (!people) return <LoadState load={load} />;

  const unblock = (profile: Profile) =>
    task.run(async () => {
      await contacts.getState().block(profile.account, false);
      await load.again();
    });

  return (
    <>
      {people.length === 0 && <p className={styles.hint}>{t('block.none')}</p>}
      <ul aria-label={t('block.list')}>
        {people.map((profile) => (
          <li key={profile.account} className={styles.person}>
            <Avatar person={profile} size="small" />
            <bdi>{nameOf(profile)}</bdi>
            <Button
              disabled={task.busy}
              aria-label={t('block.undoNamed', { name: isolate(nameOf(profile)) })}
              onClick={() => unblock(profile)}
            >
              {t('block.undoSubmit')}
            </Button>
          </li>
        ))}
      </ul>
      <FailureBanner failure={task.failure} />
    </>
  );
}
