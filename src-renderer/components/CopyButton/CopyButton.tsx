import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyToClipboard } from '../../model/clipboard.ts';
import { Button } from '../Button/Button.tsx';

const TOLD_MS = 2000;

type Outcome = 'copied' | 'notCopied';
const icons = { copied: Check, notCopied: TriangleAlert };

/** Copies a text and says for a moment that it has, or has not. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [told, setTold] = useState<{ outcome: Outcome }>();

  useEffect(() => {
    if (!told) return;
    const timer = setTimeout(() => setTold(undefined), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);

  async function copy(): Promise<void> {
    const outcome = await copyToClipboard(text).then(
      () => 'copied' as const,
      () => 'notCopied' as const,
    );
    setTold({ outcome });
  }

  const Icon = told ? icons[told.outcome] : Copy;
  return (
    <Button onClick={() => void copy()}>
      <Icon size="1rem" aria-hidden="true" />
      <span aria-live="polite">{told ? t(`action.${told.outcome}`) : label}</span>
    </Button>
  );
}
