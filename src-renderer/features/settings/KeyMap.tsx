import { useTranslation } from 'react-i18next';
import { useSettings } from '../../stores/context.tsx';
import styles from './KeyMap.module.css';

/** All keys. In a browser, keys that the browser keeps for itself are shown with Alt. */
export function KeyMap() {
  const { t } = useTranslation();
  const inBrowser = useSettings((state) => state.host === 'web');
  const sendsWithEnter = useSettings((state) => state.settings.sendKey === 'enter');
  const modifier = inBrowser ? 'Alt' : 'Ctrl';
  const keys: { label: string; keys: string[] }[] = [
    { label: t('keys.search'), keys: ['Ctrl', 'F'] },
    { label: t('keys.addFriend'), keys: [modifier, 'N'] },
    { label: t('room.create'), keys: [modifier, 'G'] },
    { label: t('keys.chatNumber'), keys: [modifier, '1 … 9'] },
    { label: t('chats.saved'), keys: [modifier, 'S'] },
    { label: t('keys.neighbour'), keys: ['Alt', '↑ ↓'] },
    { label: t('keys.send'), keys: sendsWithEnter ? ['Enter'] : ['Ctrl', 'Enter'] },
    { label: t('keys.newLine'), keys: sendsWithEnter ? ['Shift', 'Enter'] : ['Enter'] },
    { label: t('keys.rows'), keys: ['↑ ↓'] },
    { label: t('keys.onMessage'), keys: ['R', 'C', 'F', 'Space', 'Delete'] },
    { label: t('keys.onFile'), keys: ['Enter', 'Delete'] },
    { label: t('keys.recording'), keys: ['Enter', 'Esc'] },
    { label: t('keys.sound'), keys: ['← →'] },
    { label: t('keys.mention'), keys: ['@'] },
    { label: t('keys.viewer'), keys: ['← →', '+ −', 'R'] },
    { label: t('keys.viewerNear'), keys: ['↑ ↓ ← →', 'PageUp', 'PageDown'] },
    { label: t('keys.menu'), keys: ['Shift', 'F10'] },
    { label: t('keys.escape'), keys: ['Esc'] },
    { label: t('lock.now'), keys: [modifier, 'L'] },
    { label: t('keys.keyMap'), keys: ['F1'] },
  ];
  return (
    <dl className={styles.keys}>
      {keys.map(({ label, keys: parts }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {parts.map((part) => (
              <kbd key={part}>{part}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
