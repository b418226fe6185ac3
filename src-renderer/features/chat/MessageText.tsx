import type { WrittenMessage } from '../../model/lines.ts';
import { mentionParts } from '../../model/mentions.ts';
import styles from './Bubble.module.css';
import { useOpenChat } from './ChatContext.tsx';

/** The words of a message; those that name somebody it mentions stand out. */
export function MessageText({ message: { text, mentions } }: { message: WrittenMessage }) {
  const { members } = useOpenChat();
  let at = 0;
  const parts = mentionParts(text, mentions, members).map((part) => {
    const start = at;
    at += part.text.length;
    return { ...part, start };
  });
  return (
    <p className={styles.text} dir="auto">
      {parts.map(({ start, text: part, isMention }) =>
        isMention ? (
          <strong key={start} className={styles.mention}>
            {part}
          </strong>
        ) : (
          part
        ),
      )}
    </p>
  );
}
