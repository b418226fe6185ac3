import { Ban, CircleUserRound, MessageCircle, UserMinus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../src-main/contract/model.ts';
import { ContextMenu } from '../../components/Menu/Menu.tsx';
import { useShownName } from '../../hooks/useShownName.ts';
import { usePresence, useStores, useUi } from '../../stores/context.tsx';
import styles from '../chats/Row.module.css';
import { Row } from '../chats/Row.tsx';

interface ContactRowProps {
  contact: Contact;
  tabIndex: 0 | -1;
  /** what a click shows */
  opens: 'chat' | 'profile';
}

export function ContactRow({ contact, tabIndex, opens }: ContactRowProps) {
  const { t } = useTranslation();
  const stores = useStores();
  const { openDialog, showContact } = stores.ui.getState();
  const { profile, remark } = contact;
  const { account } = profile;
  const name = useShownName()(profile, remark);
  const presence = usePresence(account);
  const isSelected = useUi((state) => state.section === 'contacts' && state.contact === account);
  const openChat = () => stores.inBackground(stores.openChat(account));
  const openProfile = () => showContact(account);
  return (
    <ContextMenu
      items={[
        { label: t('contacts.message'), icon: <MessageCircle size="1rem" aria-hidden="true" />, run: openChat },
        { label: t('chats.openContact'), icon: <CircleUserRound size="1rem" aria-hidden="true" />, run: openProfile },
        {
          label: t('contacts.remove'),
          icon: <UserMinus size="1rem" aria-hidden="true" />,
          danger: true,
          run: () => openDialog({ kind: 'remove-friend', account, name }),
        },
        {
          label: t('block.submit'),
          icon: <Ban size="1rem" aria-hidden="true" />,
          danger: true,
          run: () => openDialog({ kind: 'block', account, name }),
        },
      ]}
    >
      <Row
        person={profile}
        presence={presence}
        isSelected={isSelected}
        tabIndex={tabIndex}
        onOpen={opens === 'chat' ? openChat : openProfile}
        onDoubleClick={openChat}
      >
        <bdi className={styles.preview}>{profile.signature || profile.name}</bdi>
      </Row>
    </ContextMenu>
  );
}
