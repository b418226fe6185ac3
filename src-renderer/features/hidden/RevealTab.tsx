import { PicturePicker } from './PicturePicker.tsx';
import { SafeView } from './SafeView.tsx';
import { usePickedPicture } from './usePickedPicture.ts';

/** Looks for a text in a PNG. */
export function RevealTab() {
  const picked = usePickedPicture();
  const { picture } = picked;
  return (
    <>
      <PicturePicker picked={picked} />
      {picture && <SafeView key={picture.id} of={{ staged: picture.id }} />}
    </>
  );
}
