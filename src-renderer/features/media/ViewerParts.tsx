import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ContractError } from '../../../src-main/contract/errors.ts';
import type { MessageId } from '../../../src-main/contract/model.ts';
import { useText } from '../../hooks/useText.ts';
import { failureText } from '../../model/failure.ts';
import type { Place, ViewerAction } from '../../model/gallery.ts';
import { isolate } from '../../model/names.ts';
import { fullTime } from '../../model/time.ts';
import { useLanguage, useStores } from '../../stores/context.tsx';
import styles from './Viewer.module.css';

interface ToNeighbourProps {
  side: 'previous' | 'next';
  to: MessageId | undefined;
  onAction(action: ViewerAction): void;
}

export function ToNeighbour({ side, to, onAction }: ToNeighbourProps) {
  const { t } = useTranslation();
  if (to === undefined) return null;
  const Icon = side === 'previous' ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      className={styles.neighbour}
      data-side={side}
      aria-label={t(`viewer.${side}`)}
      onClick={() => onAction(side)}
    >
      <Icon size="1.75rem" aria-hidden="true" />
    </button>
  );
}

/** The picture was copied, or a copy put into the folder of received files. */
export type ViewerDone = { what: 'copied' } | { what: 'saved'; name: string };

interface ViewerStatusProps {
  place: Place | undefined;
  done: ViewerDone | undefined;
  failure: ContractError | undefined;
}

/** Which picture it is, read out; and what became of what was asked for. */
export function ViewerStatus({ place, done, failure }: ViewerStatusProps) {
  const { t } = useTranslation();
  const text = useText();
  const stores = useStores();
  const language = useLanguage();
  const whichOf = ({ number, entry: { sentAt } }: Place) =>
    number ? t('viewer.place', { ...number }) : fullTime(sentAt, language);
  const whatOf = (it: ViewerDone) =>
    it.what === 'copied' ? t('action.copied') : t('media.saved', { name: isolate(it.name) });
  const told = failure ? text(failureText(failure)) : done && whatOf(done);
  return (
    <>
      <p className="visually-hidden" role="status">
        {place && whichOf(place)}
      </p>
      {told && (
        <p className={styles.told} role={failure ? 'alert' : 'status'}>
          {told}
          {done?.what === 'saved' && (
            <button type="button" onClick={() => stores.inBackground(stores.transfers.getState().show())}>
              {t('media.show')}
            </button>
          )}
        </p>
      )}
    </>
  );
}
