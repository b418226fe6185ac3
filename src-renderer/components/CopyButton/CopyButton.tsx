import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../Button/Button.tsx';

const TOLD_MS = 2000;

/** Copies a text and says for a moment that it has. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [copies, setCopies] = useState(0);
  const [isTold, setTold] = useState(false);

  useEffect(() => {
    if (copies === 0) return;
    setTold(true);
    const timer = setTimeout(() => setTold(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [copies]);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    setCopies((count) => count + 1);
  }

  const Icon = isTold ? Check : Copy;
  return (
    <Button onClick={() => void copy()}>
      <Icon size="1rem" aria-hidden="true" />
      <span aria-live="polite">{isTold ? t('action.copied') : label}</span>
    </Button>
  );
}
