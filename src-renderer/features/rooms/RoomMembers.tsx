import { UserRoundPlus } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { IconButton } from '../../components/Button/Button.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { useNames } from '../../hooks/useNames.ts';
import { useNow } from '../../hooks/useNow.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isThere } from '../../model/friends.ts';
import { matches } from '../../model/order.ts';
import { roomRights, sortMembers } from '../../model/room.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import { MemberRow } from './MemberRow.tsx';
import styles from './RoomMembers.module.css';

const MINUTE_MS = 60_000;

/** Everybody in a room: who is there, who decides, who is muted. */
export function RoomMembers({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const language = useLanguage();
  const names = useNames(room.id);
  const now = useNow(MINUTE_MS);
  const task = useTask();
  const [typed, setTyped] = useState('');
  const members = sortMembers(room.memberList, ({ profile }) => names.of(profile.account), language);
  const found = members.filter(
    ({ profile }) => matches(profile, typed) || matches({ ...profile, displayName: names.of(profile.account) }, typed),
  );
  const online = members.filter(({ presence }) => isThere(presence)).length;
  return (
    <>
      <div className={styles.heading}>
        <h3>{t('room.membersOnline', { count: members.length, online })}</h3>
        {roomRights(room).invite && (
          <IconButton
            label={t('room.addMembers')}
            icon={<UserRoundPlus size="1.125rem" />}
            onClick={() => ui.getState().openDialog({ kind: 'room', room: room.id, what: 'add-members' })}
          />
        )}
      </div>
      <SearchField typed={typed} onType={setTyped} />
      <FailureBanner failure={task.failure} />
      {found.length === 0 ? (
        <p className={styles.none}>{t('room.noMember')}</p>
      ) : (
        <RowList
          label={t('room.memberList')}
          rows={found}
          keyOf={({ profile }) => profile.account}
          render={(member, tabIndex) => (
            <MemberRow room={room} member={member} names={names} now={now} tabIndex={tabIndex} run={task.run} />
          )}
        />
      )}
    </>
  );
}

function SearchField({ typed, onType }: { typed: string; onType(typed: string): void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles.search}>
      <label className="visually-hidden" htmlFor={id}>
        {t('room.searchMembers')}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('room.searchMembers')}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}
