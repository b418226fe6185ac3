import { ImagePlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sticker } from '../../../src-main/contract/attachment.ts';
import type { ConversationId } from '../../../src-main/contract/model.ts';
import { FailureBanner } from '../../components/Banner/FailureBanner.tsx';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useStickers, useStores } from '../../stores/context.tsx';
import { StickerGrid } from './StickerGrid.tsx';
import styles from './Stickers.module.css';

interface StickerTabProps {
  chat: ConversationId;
  onSent(): void;
}

/** One's stickers: to send, to add to, to remove from. */
export function StickerTab({ chat, onSent }: StickerTabProps) {
  const stores = useStores();
  const stickers = useStickers((state) => state.stickers);
  const [leaving, setLeaving] = useState<Sticker>();
  const loading = useTask();
  const task = useTask();
  const { run } = loading;

  useEffect(() => void run(() => stores.stickers.getState().load()), [stores, run]);

  if (!stickers) {
    return <LoadState load={{ failure: loading.failure, again: () => run(() => stores.stickers.getState().load()) }} />;
  }

  const send = (sticker: Sticker) =>
    void task.run(async () => {
      await stores.sendSticker(chat, sticker.id);
      onSent();
    });
  const remove = (sticker: Sticker) =>
    void task.run(async () => {
      setLeaving(undefined);
      await stores.stickers.getState().remove(sticker.id);
    });
  return (
    <div className={styles.tab}>
      <FailureBanner failure={task.failure} />
      {leaving ? (
        <Leaving sticker={leaving} onRemove={() => remove(leaving)} onKeep={() => setLeaving(undefined)} />
      ) : (
        <>
          <Stickers stickers={stickers} onPick={send} onRemove={setLeaving} />
          <AddButton
            busy={task.busy}
            onFile={(file) => void task.run(() => stores.stickers.getState().addFile(file))}
          />
        </>
      )}
    </div>
  );
}

interface StickersProps {
  stickers: Sticker[];
  onPick(sticker: Sticker): void;
  onRemove(sticker: Sticker): void;
}

function Stickers({ stickers, ...rest }: StickersProps) {
  const { t } = useTranslation();
  if (stickers.length === 0) return <p className={styles.hint}>{t('stickers.empty')}</p>;
  return <StickerGrid stickers={stickers} {...rest} />;
}

interface LeavingProps {
  sticker: Sticker;
  onRemove(): void;
  onKeep(): void;
}

/** Asks once more: it may be on no other machine. */
function Leaving({ sticker, onRemove, onKeep }: LeavingProps) {
  const { t } = useTranslation();
  const { mediaUrl } = useStores();
  return (
    <div className={styles.leaving}>
      <img src={mediaUrl({ of: 'sticker', id: sticker.id, part: 'full' })} alt="" draggable={false} />
      <p>{t('stickers.removeText')}</p>
      <div className={styles.buttons}>
        <Button autoFocus onClick={onKeep}>
          {t('action.cancel')}
        </Button>
        <Button look="danger" onClick={onRemove}>
          {t('stickers.remove')}
        </Button>
      </div>
    </div>
  );
}

function AddButton({ busy, onFile }: { busy: boolean; onFile(file: File): void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="quiet" busy={busy} onClick={() => input.current?.click()}>
        <ImagePlus size="1rem" aria-hidden="true" />
        {t('stickers.add')}
      </Button>
      <FileInput
        ref={input}
        label={t('stickers.add')}
        accept="image/*"
        onFiles={([file]) => {
          if (file) onFile(file);
        }}
      />
    </>
  );
}
