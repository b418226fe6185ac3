import { FolderOpen, Save } from 'lucide-react';
import { type SubmitEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Staged } from '../../../src-main/contract/attachment.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { PasswordField } from '../../components/Field/PasswordField.tsx';
import { TextArea } from '../../components/Field/TextArea.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { isolate } from '../../model/names.ts';
import { hidingProblemText, textBytes } from '../../model/staged.ts';
import { useStores } from '../../stores/context.tsx';
import { CapacityMeter } from '../attach/CapacityMeter.tsx';
import styles from './Hidden.module.css';
import { PicturePicker } from './PicturePicker.tsx';
import type { Hiding, Typed } from './useHiding.ts';

/** Hides a text in a copy of a PNG. */
export function HideTab({ hiding }: { hiding: Hiding }) {
  const { picture } = hiding.picked;
  return (
    <>
      <PicturePicker picked={hiding.picked} />
      {picture && <Carrier key={picture.id} picture={picture} hiding={hiding} />}
    </>
  );
}

interface CarrierProps {
  picture: Staged;
  hiding: Hiding;
}

/** What can be hidden in it, or why nothing. */
function Carrier({ picture, hiding }: CarrierProps) {
  const { t } = useTranslation();
  const text = useText();
  const room = picture.hiding;
  if (!room) return <Banner look="warning">{t('hiddenTool.noPicture')}</Banner>;
  if ('problem' in room) return <Banner look="warning">{text(hidingProblemText(room.problem))}</Banner>;
  return <HideForm picture={picture} hiding={hiding} capacity={room.capacity} />;
}

function HideForm({ picture, hiding, capacity }: CarrierProps & { capacity: number }) {
  const { t } = useTranslation();
  const id = useId();
  const task = useTask();
  const { typed, saved } = hiding;
  const { words, password } = typed;
  const used = textBytes(words);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(() => hiding.save(picture));
  }

  function change(to: Partial<Typed>): void {
    hiding.type({ ...typed, ...to });
    task.clear();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextArea
        label={t('hiddenTool.text')}
        dir="auto"
        aria-details={id}
        value={words}
        onChange={(event) => change({ words: event.target.value })}
      />
      <CapacityMeter id={id} used={used} capacity={capacity} />
      <PasswordField
        label={t('hiddenTool.password')}
        hint={password === '' ? t('hiddenTool.readByAll') : t('hiddenTool.readByPassword')}
        autoComplete="new-password"
        value={password}
        onChange={(event) => change({ password: event.target.value })}
      />
      <FailureBanner failure={task.failure} />
      {saved !== undefined && <Saved name={saved} />}
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={task.busy} disabled={words === '' || used > capacity}>
          <Save size="1rem" aria-hidden="true" />
          {t('hiddenTool.save')}
        </Button>
      </div>
    </form>
  );
}

function Saved({ name }: { name: string }) {
  const { t } = useTranslation();
  const { transfers } = useStores();
  const task = useTask();
  return (
    <>
      <Banner
        look="success"
        actions={
          <Button look="quiet" onClick={() => void task.run(() => transfers.getState().show())}>
            <FolderOpen size="1rem" aria-hidden="true" />
            {t('files.showFolder')}
          </Button>
        }
      >
        {t('hiddenTool.saved', { name: isolate(name) })}
      </Banner>
      <FailureBanner failure={task.failure} />
    </>
  );
}
