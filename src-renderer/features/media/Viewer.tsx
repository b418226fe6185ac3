import { Dialog as Radix } from 'radix-ui';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationId, MessageId } from '../../../src-main/contract/model.ts';
import { useFocusBack } from '../../hooks/useFocusBack.ts';
import { useTask } from '../../hooks/useTask.ts';
import { copyPicture } from '../../model/clipboard.ts';
import { type ViewerAction, viewerAction } from '../../model/gallery.ts';
import { type Size, STEP } from '../../model/zoom.ts';
import { useStores } from '../../stores/context.tsx';
import { useGallery } from './useGallery.ts';
import { useLook } from './useLook.ts';
import styles from './Viewer.module.css';
import { ViewerBar } from './ViewerBar.tsx';
import { ToNeighbour, ViewerStatus } from './ViewerParts.tsx';
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
  const [saved, setSaved] = useState<string>();
  const { place, attachment, failure } = useGallery(chat, message, close);
  // it comes into the page a moment later than this component
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const picture = natural ?? { width: attachment?.width ?? 1, height: attachment?.height ?? 1 };
  const focus = useFocusBack();
  const task = useTask();
  const { look, size, zoom, rotate, showAll } = useLook(frame, picture, close);

  function goTo(other: MessageId | undefined): void {
    if (other === undefined) return;
    setMessage(other);
    setNatural(undefined);
    setSaved(undefined);
    task.clear();
    showAll();
  }

  function run(action: ViewerAction): void {
    switch (action) {
      case 'previous':
        return goTo(place?.previous);
      case 'next':
        return goTo(place?.next);
      case 'larger':
        return zoom(STEP);
      case 'smaller':
        return zoom(1 / STEP);
      case 'fit':
        return showAll();
      case 'rotate':
        return rotate();
      case 'copy':
        return void task.run(() => copyPicture(mediaUrl({ of: 'message', id: message, part: 'full' })));
      case 'save':
        return void task.run(async () => setSaved((await transfers.getState().save(message)).name));
    }
  }

  function press(event: KeyboardEvent): void {
    const action = viewerAction(event);
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
          <ViewerStatus place={place} saved={saved} failure={task.failure ?? failure} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
