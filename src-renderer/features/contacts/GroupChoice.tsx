import { ChevronDown, FolderPlus } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Menu, MenuAction, MenuChoice, MenuSeparator } from '../../components/Menu/Menu.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { UNGROUPED } from '../../model/friends.ts';
import { useContacts, useStores } from '../../stores/context.tsx';
import styles from './ContactDetail.module.css';

/** The group that a friend is in, and others to put them into. */
export function GroupChoice({ contact: { profile, group = UNGROUPED } }: { contact: Contact }) {
  const { t } = useTranslation();
  const { contacts, ui } = useStores();
  const groups = useContacts((state) => state.groups);
  const task = useTask();
  const id = useId();
  const nameOf = (name: string) => (name === UNGROUPED ? t('contacts.myFriends') : name);
  const move = (to: string) => void task.run(() => contacts.getState().setGroup(profile.account, to));
  return (
    <div>
      <span id={id} className={styles.label}>
        {t('groups.one')}
      </span>
      <Menu
        trigger={
          <Button busy={task.busy} aria-describedby={id}>
            <bdi>{nameOf(group)}</bdi>
            <ChevronDown size="1rem" aria-hidden="true" />
          </Button>
        }
      >
        <MenuChoice
          label={t('groups.moveTo')}
          value={group}
          options={[UNGROUPED, ...groups].map((name) => ({ value: name, label: nameOf(name) }))}
          onChange={move}
        />
        <MenuSeparator />
        <MenuAction
          label={t('groups.new')}
          icon={<FolderPlus size="1rem" aria-hidden="true" />}
          run={() => ui.getState().openDialog({ kind: 'name-group', account: profile.account })}
        />
      </Menu>
      <FailureBanner failure={task.failure} />
    </div>
  );
}
