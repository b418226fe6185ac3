import { useTranslation } from 'react-i18next';
import type { Room } from '../../../src-main/contract/model.ts';
import { RoomAvatar } from '../../components/Avatar/Avatar.tsx';
import { Dialog } from '../../components/Dialog/Dialog.tsx';
import { useStores } from '../../stores/context.tsx';
import { PictureEditor } from '../picture/PictureEditor.tsx';
import styles from './Rooms.module.css';

export function RoomPictureDialog({ room }: { room: Room }) {
  const { t } = useTranslation();
  const { rooms, ui } = useStores();
  return (
    <Dialog title={t('room.picture')} onClose={ui.getState().closeDialog}>
      <div className={styles.picture}>
        <RoomAvatar room={room} size="large" />
        <PictureEditor
          hasPicture={room.avatar !== undefined}
          onSet={(picture) => rooms.getState().setAvatar(room.id, picture)}
        />
      </div>
    </Dialog>
  );
}
