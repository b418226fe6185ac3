import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Presence, Profile } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { useShownName } from '../../hooks/useShownName.ts';
import { useContacts } from '../../stores/context.tsx';
import styles from './Row.module.css';

interface PlainRowProps extends Omit<ComponentPropsWithRef<'button'>, 'onClick' | 'name'> {
  picture: ReactNode;
  name: string;
  presence?: Presence | undefined;
  isSelected: boolean;
  onOpen(): void;
  /** at the end of the first line */
  end?: ReactNode;
  /** the second line */
  children: ReactNode;
}

/** One row of a list: picture, name, and a line below. */
export function PlainRow({ picture, name, presence, isSelected, onOpen, end, children, ...rest }: PlainRowProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      {...rest}
      className={styles.row}
      aria-current={isSelected ? 'true' : undefined}
      onClick={onOpen}
    >
      {picture}
      <span className={styles.text}>
        <span className={styles.line}>
          <bdi className={styles.name}>{name}</bdi>
          {presence && <span className="visually-hidden">{t(`presence.${presence}`)}</span>}
          <span className={styles.end}>{end}</span>
        </span>
        <span className={styles.line}>{children}</span>
      </span>
    </button>
  );
}

interface RowProps extends Omit<PlainRowProps, 'picture' | 'name'> {
  person: Profile;
}

/** One person in a list, by the name they go by here. */
export function Row({ person, presence, ...rest }: RowProps) {
  const remark = useContacts((state) => state.contacts.get(person.account)?.remark);
  const shownName = useShownName();
  return (
    <PlainRow
      picture={<Avatar person={person} {...(presence && { presence })} />}
      name={shownName(person, remark)}
      presence={presence}
      {...rest}
    />
  );
}
