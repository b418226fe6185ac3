import { FolderOpen, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileEntry } from '../../../src-main/contract/attachment.ts';
import { LoadState } from '../../components/Banner/LoadState.tsx';
import { Boundary } from '../../components/Boundary/Boundary.tsx';
import { Undrawable } from '../../components/Boundary/Undrawable.tsx';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { RowList } from '../../components/RowList/RowList.tsx';
import { useNow } from '../../hooks/useNow.ts';
import { useTask } from '../../hooks/useTask.ts';
import { isolate } from '../../model/names.ts';
import { useFiles, useStores, useUi } from '../../stores/context.tsx';
import { FileRow } from './FileRow.tsx';
import { FileSearch } from './FileSearch.tsx';
import styles from './Files.module.css';

const MINUTE_MS = 60_000;

/** Everything that was sent and received, newest first. */
export function FilesPage() {
  const { t } = useTranslation();
  const { ui, files } = useStores();
  const query = useUi((state) => state.filter);
  const filter = useFiles((state) => state.filter);
  const found = useFiles((state) => state.files);
  const { failure, run } = useTask();

  useEffect(() => void run(() => files.getState().setQuery(query)), [files, run, query]);
  useEffect(() => () => files.getState().leave(), [files]);

  const again = () => run(() => files.getState().load());
  return (
    <>
      <PageHeader
        title={t(`files.kind.${filter}`)}
        onBack={() => ui.getState().showFiles(false)}
        actions={<FileSearch />}
      />
      {found && !failure ? <Found files={found} /> : <Waiting failure={failure} again={again} />}
    </>
  );
}

function Waiting(load: Parameters<typeof LoadState>[0]['load']) {
  return (
    <div className={styles.waiting}>
      <LoadState load={load} />
    </div>
  );
}

function Found({ files }: { files: FileEntry[] }) {
  const { t } = useTranslation();
  const stores = useStores();
  const now = useNow(MINUTE_MS);
  if (files.length === 0) return <Nothing />;
  return (
    <RowList
      label={t('files.list')}
      rows={files}
      keyOf={(row) => row.message}
      onEnd={() => stores.inBackground(stores.files.getState().loadOlder())}
      render={(row, tabIndex) => (
        <Boundary fallback={<Undrawable />}>
          <FileRow entry={row} now={now} tabIndex={tabIndex} />
        </Boundary>
      )}
    />
  );
}

function Nothing() {
  const { t } = useTranslation();
  const query = useUi((state) => state.filter.trim());
  const filter = useFiles((state) => state.filter);
  if (query !== '') {
    return (
      <EmptyState icon={SearchX} title={t('files.noMatch', { query: isolate(query) })} text={t('files.noMatchText')} />
    );
  }
  return <EmptyState icon={FolderOpen} title={t(`files.empty.${filter}`)} text={t('files.emptyText')} />;
}
