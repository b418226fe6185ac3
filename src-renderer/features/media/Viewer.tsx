import { Dialog as Radix } from 'radix-ui';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId, MessageId } from '../../../src-main/contract/model.ts';
import { useFocusBack } from '../../hooks/useFocusBack.ts';
import { useTask } from '../../hooks/useTask.ts';
import { copyPicture } from '../../model/clipboard.ts';
import { type ViewerAction, viewerAction } from '../../model/gallery.ts';
import { type Size, STEP, towards } from '../../model/zoom.ts';
import { useStores } from '../../stores/context.tsx';
import { useGallery } from './useGallery.ts';
import { useLook } from './useLook.ts';
import styles from './Viewer.module.css';
import { ViewerBar } from './ViewerBar.tsx';
import { ToNeighbour, type ViewerDone, ViewerStatus } from './ViewerParts.tsx';
import { ViewerPicture } from './ViewerPicture.tsx';

interface ViewerProps {
  chat: ConversationId;
  /** the picture to begin with */
  message: MessageId;
}

/** A picture in the whole window, and from it to the others of its chat. */
export function Viewer({ chat, message: first }: ViewerProps) {
  const { t } = useTranslation();
  const { ui, mediaUrl, transfers } = useStores();
  const close = ui.getState().closeDialog;
  const [message, setMessage] = useState(first);
  const [natural, setNatural] = useState<Size>();
  const [done, setDone] = useState<ViewerDone>();
  const { place, attachment, failure } = useGallery(chat, message, close);
  // it comes into the page a moment later than this component
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const picture = natural ?? { width: attachment?.width ?? 1, height: attachment?.height ?? 1 };
  const focus = useFocusBack();
  const task = useTask();
  const { look, size, zoom, move, rotate, showAll } = useLook(frame, picture, close);

  function goTo(other: MessageId | undefined): void {
    if (other === undefined) return;
    setMessage(other);
    setNatural(undefined);
    setDone(undefined);
    task.clear();
    showAll();
  }

  function run(action: ViewerAction): void {
    switch (action) {
      case 'previous':
        return goTo(place?.previous);
      case 'next':
        return goTo(place?.next);
      case 'left':
      case 'right':
      case 'up':
      case 'down':
        return move(towards[action]);
      case 'larger':
        return zoom(STEP);
      case 'smaller':
        return zoom(1 / STEP);
      case 'fit':
        return showAll();
      case 'rotate':
        return rotate();
      case 'copy':
        return tell(copy);
      case 'save':
        return tell(save);
    }
  }

  async function copy(): Promise<ViewerDone> {
    await copyPicture(mediaUrl({ of: 'message', id: message, part: 'full' }));
    return { what: 'copied' };
  }

  async function save(): Promise<ViewerDone> {
    return { what: 'saved', ...(await transfers.getState().save(message)) };
  }

  function tell(work: () => Promise<ViewerDone>): void {
    setDone(undefined);
    void task.run(async () => setDone(await work()));
  }

  function press(event: KeyboardEvent): void {
    const action = viewerAction(event, look.scale > 1);
    if (!action) return;
    event.preventDefault();
    run(action);
  }

  return (
    <Radix.Root open onOpenChange={close}>
      <Radix.Portal>
        <Radix.Content className={styles.viewer} aria-describedby={undefined} onKeyDown={press} {...focus}>
          <Radix.Title className="visually-hidden">{t('viewer.title')}</Radix.Title>
          <ViewerBar place={place} isHere={attachment?.state === 'here'} onAction={run} onClose={close} />
          <div ref={setFrame} className={styles.frame} data-grabs={look.scale > 1 || undefined}>
            <ViewerPicture
              key={message}
              message={message}
              own={place?.entry.own ?? false}
              attachment={attachment}
              picture={picture}
              frame={size}
              look={look}
              onSize={setNatural}
            />
            <ToNeighbour side="previous" to={place?.previous} onAction={run} />
            <ToNeighbour side="next" to={place?.next} onAction={run} />
          </div>
          <ViewerStatus place={place} done={done} failure={task.failure ?? failure} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
