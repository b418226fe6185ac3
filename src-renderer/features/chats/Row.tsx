import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Presence, Profile } from '../../../src-main/contract/model.ts';
import { Avatar } from '../../components/Avatar/Avatar.tsx';
import { nameOf } from '../../model/names.ts';
import styles from './Row.module.css';

interface RowProps extends Omit<ComponentPropsWithRef<'button'>, 'onClick'> {
  person: Profile;
  presence: Presence | undefined;
  isSelected: boolean;
  onOpen(): void;
  /** at the end of the first line */
  end?: ReactNode;
  /** the second line */
  children: ReactNode;
}

/** One person in a list: picture, name, and a line below. */
export function Row({ person, presence, isSelected, onOpen, end, children, ...rest }: RowProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      {...rest}
      className={styles.row}
      aria-current={isSelected ? 'true' : undefined}
      onClick={onOpen}
    >
      <Avatar person={person} {...(presence && { presence })} />
      <span className={styles.text}>
        <span className={styles.line}>
          <bdi className={styles.name}>{nameOf(person)}</bdi>
          {presence && <span className="visually-hidden">{t(`presence.${presence}`)}</span>}
          <span className={styles.end}>{end}</span>
        </span>
        <span className={styles.line}>{children}</span>
      </span>
    </button>
  );
}
