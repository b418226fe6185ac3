import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/Banner/Banner.tsx';
import { useSettings } from '../../stores/context.tsx';

/** Says that somebody has turned the sandbox off, as long as that is so. */
export function SandboxBanner({ strip = false }: { strip?: boolean }) {
  const { t } = useTranslation();
  const isSandboxed = useSettings((state) => state.desktop?.isSandboxed ?? true);
  if (isSandboxed) return null;
  return (
    <Banner strip={strip} look="warning">
      {t('app.noSandbox')}
    </Banner>
  );
}
