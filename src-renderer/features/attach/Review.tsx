import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, ConversationId } from '../../../src-main/contract/model.ts';
import { Button } from '../../components/Button/Button.tsx';
import { Choice } from '../../components/Choice/Choice.tsx';
import { DialogActions } from '../../components/Dialog/Dialog.tsx';
import { FileInput } from '../../components/FileInput/FileInput.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { countIntakes, type Intake, kindOf } from '../../model/staged.ts';
import { isCaption } from '../../model/text-limit.ts';
import { useDrafts, useStores } from '../../stores/context.tsx';
import type { Outgoing } from '../../stores/staging.ts';
import styles from './Attach.module.css';
import { Caption } from './Caption.tsx';
import { IntakeRow } from './IntakeRow.tsx';
import { PictureTile } from './PictureTile.tsx';
import { useAttach } from './useAttach.ts';

interface ReviewProps {
  conversation: Conversation;
  outgoing: Outgoing;
  /** A text is to be hidden in one of them. */
  onHide(key: number): void;
  onCancel(): void;
}

/** What is about to be sent, how, and the words that go along. */
export function Review({ conversation, outgoing: { items, asFiles }, onHide, onCancel }: ReviewProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const { id, draft } = conversation;
  const caption = useDrafts((state) => state.texts.get(id)) ?? draft;
  const { busy, failure, run } = useTask();
  const { ready, coming } = countIntakes(items);
  const canSend = ready > 0 && coming === 0 && !busy && isCaption(caption);
  const [failed, others] = partition(items, ({ staged, failure }) => failure !== undefined && !staged);
  const [tiles, rows] = partition(
    others,
    ({ staged }) => staged !== undefined && kindOf(staged, asFiles) === 'picture',
  );

  function send(): void {
    if (canSend) void run(() => stores.sendStaged(id, caption.trimEnd()));
  }

  return (
    <>
      <div className={styles.items}>
        <Rows chat={id} items={failed} />
        {tiles.length > 0 && (
          <ul className={styles.tiles} data-count={Math.min(tiles.length, 3)} aria-label={t('attach.pictures')}>
            {tiles.map((item) => (
              <PictureTile key={item.key} chat={id} item={item} isAlone={tiles.length === 1} onHide={onHide} />
            ))}
          </ul>
        )}
        <Rows chat={id} items={rows} />
      </div>
      <HowSent conversation={conversation} outgoing={{ items, asFiles }} />
      <Caption conversation={conversation} failure={failure} onSend={send} />
      <DialogActions>
        <AddMore conversation={conversation} />
        <Button onClick={onCancel}>{t('action.cancel')}</Button>
        <Button look="primary" busy={busy} disabled={!canSend} onClick={send}>
          {coming > 0 ? t('attach.coming', { count: coming }) : <SendWords count={ready} />}
        </Button>
      </DialogActions>
    </>
  );
}

function SendWords({ count }: { count: number }) {
  const { t } = useTranslation();
  return count === 1 ? t('chat.send') : t('attach.send', { count });
}

function partition<T>(all: T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

function Rows({ chat, items }: { chat: ConversationId; items: Intake[] }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <ul className={styles.rows} aria-label={t('attach.files')}>
      {items.map((item) => (
        <IntakeRow key={item.key} chat={chat} item={item} />
      ))}
    </ul>
  );
}

/** Pictures can go as they are seen, or as the files that they are. */
function HowSent({
  conversation: { id },
  outgoing: { items, asFiles },
}: Pick<ReviewProps, 'conversation' | 'outgoing'>) {
  const { t } = useTranslation();
  const { staging } = useStores();
  if (!items.some(({ staged }) => staged?.picture)) return null;
  return (
    <div className={styles.how}>
      <Choice<'picture' | 'file'>
        label={t('attach.how')}
        value={asFiles ? 'file' : 'picture'}
        options={[
          { value: 'picture', label: t('attach.asPicture') },
          { value: 'file', label: t('attach.asFile') },
        ]}
        onChange={(how) => staging.getState().setAsFiles(id, how === 'file')}
      />
      <p className={styles.hint} role="status">
        {asFiles ? t('attach.asFileNote') : t('attach.asPictureNote')}
      </p>
    </div>
  );
}

function AddMore({ conversation: { id } }: Pick<ReviewProps, 'conversation'>) {
  const { t } = useTranslation();
  const attach = useAttach(id);
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className={styles.add}>
      <FileInput ref={input} label={t('attach.add')} multiple onFiles={(files) => attach(files)} />
      <Button look="quiet" onClick={() => input.current?.click()}>
        <Plus size="1rem" aria-hidden="true" />
        {t('attach.add')}
      </Button>
    </span>
  );
}
