import { type LucideIcon, Shield, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AccountId, Trust } from '../../../src-main/contract/model.ts';
import { Tooltip } from '../../components/Tooltip/Tooltip.tsx';
import { isolate } from '../../model/names.ts';
import { useStores, useTrust } from '../../stores/context.tsx';
import styles from './TrustBadge.module.css';

const icons: Record<Trust, LucideIcon> = {
  none: ShieldQuestionMark,
  server: Shield,
  verified: ShieldCheck,
  changed: ShieldAlert,
};

/** How sure it is that a friend's keys are theirs, beside the name; leads to the comparison. */
export function TrustBadge({ account, name }: { account: AccountId; name: string }) {
  const { t } = useTranslation();
  const { ui } = useStores();
  const trust = useTrust(account);
  if (!trust) return null;
  const Icon = icons[trust];
  return (
    <Tooltip text={t(`trust.hint.${trust}`, { name: isolate(name) })}>
      <button
        type="button"
        className={styles.badge}
        data-trust={trust}
        aria-label={t('trust.badge', { level: t(`trust.level.${trust}`) })}
        onClick={() => ui.getState().openDialog({ kind: 'safety', account, name })}
      >
        <Icon size="0.875rem" aria-hidden="true" />
        {t(`trust.level.${trust}`)}
      </button>
    </Tooltip>
  );
}
