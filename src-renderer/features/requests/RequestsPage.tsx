import { UserRoundPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ContactRequest, RoomRequest } from '../../../src-main/contract/model.ts';
import { EmptyState } from '../../components/EmptyState/EmptyState.tsx';
import { PageHeader } from '../../components/PageHeader/PageHeader.tsx';
import { useContacts, useRooms, useStores } from '../../stores/context.tsx';
import { RequestCard } from './RequestCard.tsx';
import styles from './RequestsPage.module.css';
import { RoomRequestCard } from './RoomRequestCard.tsx';
import { useAnswered } from './useAnswered.ts';

/** Who wants to be a friend or to be let into a room, and whom one has asked. */
export function RequestsPage() {
  const { t } = useTranslation();
  const { ui } = useStores();
  const requests = useContacts((state) => state.requests);
  const roomRequests = useRooms((state) => state.requests);
  const { shown, accepted } = useAnswered(requests);
  const incoming = shown.filter((request) => request.direction === 'incoming');
  const outgoing = shown.filter((request) => request.direction === 'outgoing');
  return (
    <>
      <PageHeader title={t('requests.title')} onBack={() => ui.getState().showContact(undefined)} />
      {shown.length === 0 && roomRequests.length === 0 ? (
        <EmptyState icon={UserRoundPlus} title={t('requests.empty')} text={t('requests.emptyText')} />
      ) : (
        <div className={styles.page}>
          <RoomRequests requests={roomRequests} />
          <RequestList title={t('requests.incoming')} requests={incoming} onAccepted={accepted} />
          <RequestList title={t('requests.outgoing')} requests={outgoing} onAccepted={accepted} />
        </div>
      )}
    </>
  );
}

function RoomRequests({ requests }: { requests: RoomRequest[] }) {
  const { t } = useTranslation();
  if (requests.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{t('requests.rooms')}</h2>
      <ul className={styles.list}>
        {requests.map((request) => (
          <li key={`${request.room} ${request.profile.account}`}>
            <RoomRequestCard request={request} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface RequestListProps {
  title: string;
  requests: ContactRequest[];
  onAccepted(request: ContactRequest): void;
}

function RequestList({ title, requests, onAccepted }: RequestListProps) {
  if (requests.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      <ul className={styles.list}>
        {requests.map((request) => (
          <li key={request.profile.account}>
            <RequestCard request={request} onAccepted={() => onAccepted(request)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
