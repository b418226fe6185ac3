import { Ellipsis } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { IconButton } from '../../components/Button/Button.tsx';
import { ContextMenu, Menu, MenuAction } from '../../components/Menu/Menu.tsx';
import { useText } from '../../hooks/useText.ts';
import { attachmentNote } from '../../model/attachment-note.ts';
import { failureText } from '../../model/failure.ts';
import { fullTime, shortTime } from '../../model/time.ts';
import { isUnderWay, shareOf, stepsAlone } from '../../model/transfer.ts';
import { useLanguage } from '../../stores/context.tsx';
import { FileName } from '../media/FileName.tsx';
import { FileStatus } from '../media/FileStatus.tsx';
import { ProgressRing } from '../media/ProgressRing.tsx';
import { StepButton } from '../media/StepButton.tsx';
import { Face } from './Face.tsx';
import styles from './Files.module.css';
import { Origin } from './Origin.tsx';
import { useEntryName } from './useEntryName.ts';
import { type FileActions, useFileActions } from './useFileActions.ts';

interface FileRowProps {
  entry: FileEntry;
  now: number;
  tabIndex: 0 | -1;
}

/** One attachment: what it is, whose, and where it is now. */
export function FileRow({ entry, now, tabIndex }: FileRowProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = useEntryName(entry.attachment);
  const actions = useFileActions(entry);
  const { attachment, sentAt } = entry;

  function press(event: KeyboardEvent): void {
    if (event.key !== 'Delete' || !actions.remove) return;
    event.preventDefault();
    actions.remove();
  }

  return (
    <ContextMenu items={actions.menu}>
      <div className={styles.row} data-file={entry.message} data-state={attachment.state}>
        <button type="button" className={styles.main} tabIndex={tabIndex} onClick={actions.first} onKeyDown={press}>
          <Face entry={entry} />
          <span className={styles.about}>
            <span className={styles.top}>
              <FileName name={name} />
              <time
                className={styles.time}
                dateTime={new Date(sentAt).toISOString()}
                title={fullTime(sentAt, language)}
              >
                {shortTime(sentAt, now, language)}
              </time>
            </span>
            <span className={styles.below}>
              <Origin entry={entry} />
              <FileStatus attachment={attachment} transfer={actions.control.transfer} />
            </span>
            <Note actions={actions} entry={entry} />
          </span>
        </button>
        <Way entry={entry} actions={actions} tabIndex={tabIndex} />
        <Menu
          trigger={
            <IconButton
              label={t('files.actions', { name })}
              hint={t('action.more')}
              icon={<Ellipsis size="1.125rem" />}
              tabIndex={tabIndex}
            />
          }
        >
          {actions.menu.map((item) => (
            <MenuAction key={item.label} {...item} />
          ))}
        </Menu>
      </div>
    </ContextMenu>
  );
}

interface PartProps {
  entry: FileEntry;
  actions: FileActions;
  tabIndex: 0 | -1;
}

/** What to do about its way here or to the server. */
function Way({ entry: { attachment }, actions: { control }, tabIndex }: PartProps) {
  const [wanted] = stepsAlone(attachment);
  if (!wanted) return <span className={styles.way} />;
  return (
    <span className={styles.way}>
      <StepButton step={wanted} isUp={attachment.state === 'upload-paused'} tabIndex={tabIndex} onStep={control.step}>
        {isUnderWay(attachment) && <ProgressRing share={control.transfer && shareOf(control.transfer)} />}
      </StepButton>
    </span>
  );
}

function Note({ entry: { attachment }, actions: { failure, told } }: Omit<PartProps, 'tabIndex'>) {
  const text = useText();
  const note = failure ? failureText(failure) : (told ?? attachmentNote(attachment));
  if (!note) return null;
  const isBad = failure !== undefined || attachment.state === 'failed' || attachment.state === 'upload-failed';
  return (
    <span className={styles.note} data-bad={isBad || undefined} role={isBad ? 'alert' : 'status'}>
      {text(note)}
    </span>
  );
}
