import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MovedServer, ServerSighting } from '../../../src-main/contract/model.ts';
import { BrandName } from '../../components/Brand/Brand.tsx';
import { Button } from '../../components/Button/Button.tsx';
import { Field } from '../../components/Field/Field.tsx';
import { useTask } from '../../hooks/useTask.ts';
import { useText } from '../../hooks/useText.ts';
import { failureText } from '../../model/failure.ts';
import { useSession, useStores } from '../../stores/context.tsx';
import { AuthFrame } from '../login/AuthFrame.tsx';
import { ServerChanged } from './ServerChanged.tsx';
import { ServerCompare } from './ServerCompare.tsx';
import { ServerMoved } from './ServerMoved.tsx';
import styles from './ServerPage.module.css';

/** Where one says whose server to use. A server that nobody vouches for must be compared first. */
export function ServerPage() {
  const { t } = useTranslation();
  const text = useText();
  const { session, ui } = useStores();
  const hasServer = useSession((state) => state.server !== undefined);
  const [address, setAddress] = useState('');
  const [moved, setMoved] = useState<MovedServer>();
  const [toCompare, setToCompare] = useState<ServerSighting>();
  const task = useTask();

  const trust = (sighting: Pick<ServerSighting, 'host' | 'port' | 'fingerprint'>) =>
    task.run(async () => {
      await session.getState().trust(sighting, { moved: moved !== undefined });
      ui.getState().showAuth('login');
    });

  function look(event: SubmitEvent): void {
    event.preventDefault();
    void task.run(async () => {
      const sighting = await session.getState().look(address.trim());
      const { knownAt } = sighting;
      if (knownAt) setMoved({ ...sighting, knownAt });
      else if (sighting.trust === 'first') setToCompare(sighting);
      else await trust(sighting);
    });
  }

  const back = hasServer ? () => ui.getState().showAuth('login') : undefined;
  if (moved) {
    return (
      <ServerMoved server={moved} task={task} onMove={() => void trust(moved)} onKeep={() => setMoved(undefined)} />
    );
  }
  if (toCompare) {
    return <ServerCompare sighting={toCompare} task={task} onTrust={trust} onCancel={() => setToCompare(undefined)} />;
  }
  if (task.failure?.code === 'server-changed') return <ServerChanged address={address.trim()} onBack={task.clear} />;
  return (
    <AuthFrame title={t('server.title')} onBack={back}>
      <BrandName />
      <p className={styles.intro}>{t('server.intro')}</p>
      <form className={styles.form} onSubmit={look}>
        <Field
          label={t('server.address')}
          placeholder="miyu://"
          hint={t('server.addressHint')}
          autoFocus
          value={address}
          onChange={(event) => {
            setAddress(event.target.value);
            task.clear();
          }}
          problem={task.failure && text(failureText(task.failure))}
        />
        <Button type="submit" look="primary" wide busy={task.busy} disabled={!address.trim()}>
          {task.busy ? t('server.looking') : t('server.look')}
        </Button>
      </form>
    </AuthFrame>
  );
}
