import { type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { DialogActions } from '../../components/Dialog/Dialog.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { TextArea } from '../../components/Field/TextArea.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { hidingIn, type Intake, textBytes } from '../../model/staged.ts';
import { useStores } from '../../stores/context.tsx';
import type { Hiding } from '../../stores/staging.ts';
import styles from './Attach.module.css';
import { CapacityMeter } from './CapacityMeter.tsx';

interface HideTextProps {
  chat: ConversationId;
  /** the picture to hide it in */
  item: Intake;
  /** what is to be hidden: it outlives this step, as closing that takes one key, and who only corrects the text still means the password */
  typed: Hiding;
  onType(typed: Hiding): void;
  onDone(): void;
}

export const nothingTyped: Hiding = { text: '', password: '', readableBy: 'chat' };

/** Hides a text in a picture that is about to be sent. */
export function HideText({ chat, item, typed, onType, onDone }: HideTextProps) {
  const { t } = useTranslation();
  const { staging, mediaUrl } = useStores();
  const { text, password, readableBy } = typed;
  const meter = useId();
  const { busy, failure, run } = useTask();
  const hiding = hidingIn(item);
  const capacity = hiding && 'capacity' in hiding ? hiding.capacity : 0;
  const used = textBytes(text);
  const { key, staged } = item;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void run(async () => {
      await staging.getState().hide(chat, key, typed);
      onDone();
    });
  }

  function takeOut(): void {
    staging.getState().unhide(chat, key);
    onType(nothingTyped);
    onDone();
  }

  return (
    <form className={styles.hide} onSubmit={submit}>
      {staged && (
        <img
          className={styles.carrier}
          src={mediaUrl({ of: 'staged', id: staged.id, part: 'thumbnail' })}
          alt={staged.name}
          draggable={false}
        />
      )}
      <div className={styles.fields}>
        <TextArea
          label={t('hide.text')}
          autoFocus
          dir="auto"
          rows={5}
          value={text}
          aria-details={meter}
          onChange={(event) => onType({ ...typed, text: event.target.value })}
        />
        <CapacityMeter id={meter} used={used} capacity={capacity} />
        <PasswordField
          label={t('hide.password')}
          hint={readableBy === 'chat' ? t('hide.passwordChat') : t('hide.passwordAnyone')}
          value={password}
          autoComplete="new-password"
          onChange={(event) => onType({ ...typed, password: event.target.value })}
        />
        <Choice<'chat' | 'anyone'>
          label={t('hide.readableBy')}
          stacked
          value={readableBy}
          options={[
            { value: 'chat', label: t('hide.chat') },
            { value: 'anyone', label: t('hide.anyone') },
          ]}
          onChange={(chosen) => onType({ ...typed, readableBy: chosen })}
        />
        <p className={styles.hint}>{readableBy === 'chat' ? t('hide.chatNote') : t('hide.anyoneNote')}</p>
      </div>
      <FailureBanner failure={failure} />
      <DialogActions>
        {item.plain && (
          <Button look="quiet" onClick={takeOut}>
            {t('hide.takeOut')}
          </Button>
        )}
        <Button onClick={onDone}>{t('action.back')}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={used === 0 || used > capacity}>
          {t('hide.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}
