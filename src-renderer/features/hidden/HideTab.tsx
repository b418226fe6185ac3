import { FolderOpen, Save } from 'lucide-react';
import { type SubmitEvent, useId, useState } from 'react';
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
import { usePickedPicture } from './usePickedPicture.ts';

/** Hides a text in a copy of a PNG. */
export function HideTab() {
  const picked = usePickedPicture();
  const { picture } = picked;
  return (
    <>
      <PicturePicker picked={picked} />
      {picture && <Carrier key={picture.id} picture={picture} />}
    </>
  );
}

/** What can be hidden in it, or why nothing. */
function Carrier({ picture }: { picture: Staged }) {
  const { t } = useTranslation();
  const text = useText();
  const { hiding } = picture;
  if (!hiding) return <Banner look="warning">{t('hiddenTool.noPicture')}</Banner>;
  if ('problem' in hiding) return <Banner look="warning">{text(hidingProblemText(hiding.problem))}</Banner>;
  return <HideForm picture={picture} capacity={hiding.capacity} />;
}

function HideForm({ picture, capacity }: { picture: Staged; capacity: number }) {
  const { t } = useTranslation();
  const { hiddenText } = useStores();
  const id = useId();
  const [words, setWords] = useState('');
  const [password, setPassword] = useState('');
  const [saved, setSaved] = useState<string>();
  const task = useTask();
  const used = textBytes(words);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(async () => setSaved(await hiddenText.hideInto(picture, words, password)));
  }

  /** What was saved is another picture now. */
  function edited(): void {
    setSaved(undefined);
    task.clear();
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextArea
        label={t('hiddenTool.text')}
        dir="auto"
        aria-details={id}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          edited();
        }}
      />
      <CapacityMeter id={id} used={used} capacity={capacity} />
      <PasswordField
        label={t('hiddenTool.password')}
        hint={password === '' ? t('hiddenTool.readByAll') : t('hiddenTool.readByPassword')}
        autoComplete="new-password"
        value={password}
        onChange={(event) => {
          setPassword(event.target.value);
          edited();
        }}
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
