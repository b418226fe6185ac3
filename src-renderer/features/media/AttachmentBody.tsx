import type { Attachment } from '../../../src-main/contract/attachment.ts';
import type { Message } from '../../../src-main/contract/model.ts';
import { VoiceMessage } from '../voice/VoiceMessage.tsx';
import { FileCard } from './FileCard.tsx';
import { PictureView } from './PictureView.tsx';
import { StickerView } from './StickerView.tsx';

interface AttachmentBodyProps {
  message: Message;
  attachment: Attachment;
  tabIndex: 0 | -1;
}

/** What a message carries beside its words. */
export function AttachmentBody(props: AttachmentBodyProps) {
  switch (props.attachment.kind) {
    case 'picture':
      return <PictureView {...props} />;
    case 'sticker':
      return <StickerView {...props} />;
    case 'file':
      return <FileCard {...props} />;
    case 'voice':
      return <VoiceMessage {...props} />;
  }
}
