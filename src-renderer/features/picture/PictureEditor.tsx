import { ImageUp, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { problemText, refusedFields } from '../../model/failure.ts';
import type { Problem } from '../../model/fields.ts';
import { pictureIn } from '../trust/useCodes.ts';
import styles from './PictureEditor.module.css';
import { scalePicture } from './scale-picture.ts';

interface PictureEditorProps {
  hasPicture: boolean;
  disabled?: boolean;
  /** Without a picture the present one is taken away. */
  onSet(picture?: Uint8Array): Promise<void>;
}

/** Chooses a picture for a person or a room, made small, or takes it away. */
export function PictureEditor({ hasPicture, disabled = false, onSet }: PictureEditorProps) {
  const { t } = useTranslation();
  const text = useText();
  const [unfit, setUnfit] = useState<Problem>();
  const input = useRef<HTMLInputElement>(null);
  const task = useTask();
  const problem = unfit ?? refusedFields(task.failure).picture;

  async function take(file: File): Promise<void> {
    setUnfit(undefined);
    const picture = await pictureIn(file);
    const scaled = picture && (await scalePicture(picture));
    picture?.close();
    if (scaled) await onSet(scaled);
    else setUnfit(picture ? 'too-long' : 'format');
  }

  function choose([file]: File[]): void {
    if (file) void task.run(() => take(file));
  }

  function remove(): void {
    setUnfit(undefined);
    void task.run(() => onSet());
  }

  return (
    <div className={styles.editor}>
      <FileInput ref={input} label={t('picture.choose')} accept="image/*" onFiles={choose} />
      <div className={styles.actions}>
        <Button busy={task.busy} disabled={disabled} onClick={() => input.current?.click()}>
          <ImageUp size="1rem" aria-hidden="true" />
          {t('picture.choose')}
        </Button>
        {hasPicture && (
          <Button disabled={disabled || task.busy} onClick={remove}>
            <Trash2 size="1rem" aria-hidden="true" />
            {t('picture.remove')}
          </Button>
        )}
      </div>
      {problem ? (
        <Banner look="warning">{text(problemText('picture', problem))}</Banner>
      ) : (
        <FailureBanner failure={task.failure} />
      )}
    </div>
  );
}
