import { useTranslation } from 'react-i18next';
import type { RoomEntry, RoomRules } from '../../../src-main/contract/model.ts';
import { Choice } from '../../components/Choice/Choice.tsx';
import { Checkbox } from '../../components/Field/Checkbox.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { QUESTION_MAX } from '../../model/room.ts';
import styles from './Rooms.module.css';

export const firstRules: RoomRules = { entry: 'approval', question: '', membersInvite: true };

const entries = ['open', 'approval', 'closed'] as const satisfies RoomEntry[];

/** Who gets into a room, and who may bring others along. */
export function RoomRulesFields({ rules, onChange }: { rules: RoomRules; onChange(rules: RoomRules): void }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <Choice<RoomEntry>
          stacked
          label={t('room.entry')}
          value={rules.entry}
          onChange={(entry) => onChange({ ...rules, entry })}
          options={entries.map((value) => ({ value, label: t(`room.entryOf.${value}`) }))}
        />
        <p className={styles.hint}>{t(`room.entryHint.${rules.entry}`)}</p>
      </div>
      {rules.entry === 'approval' && (
        <Field
          label={t('room.questionLabel')}
          hint={t('room.questionHint')}
          maxLength={QUESTION_MAX}
          value={rules.question}
          onChange={(event) => onChange({ ...rules, question: event.target.value })}
        />
      )}
      <Checkbox
        label={t('room.membersInvite')}
        checked={rules.membersInvite}
        onChange={(membersInvite) => onChange({ ...rules, membersInvite })}
      />
    </>
  );
}
