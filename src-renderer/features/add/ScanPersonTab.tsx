import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonLink } from '../../../src-main/contract/model.ts';
import { Banner } from '../../components/Banner/Banner.tsx';
import { useText } from '../../hooks/useText.ts';
import { linkFailureText } from '../../model/failure.ts';
import { useStores } from '../../stores/context.tsx';
import { CodeScanner } from '../trust/CodeScanner.tsx';
import { useCodes } from '../trust/useCodes.ts';
import styles from './Add.module.css';
import { LinkCard } from './LinkCard.tsx';

/** Characters that the core looks at; no link that adds a person is as long. */
const LONGEST_LINK = 512;

interface Read {
  link: string;
  person: PersonLink;
}

/** Reads the QR code that another person shows. */
export function ScanPersonTab() {
  const { t } = useTranslation();
  const text = useText();
  const { contacts } = useStores();
  const judge = useCallback(
    async (link: string): Promise<Read> => ({ link, person: await contacts.getState().readLink(link) }),
    [contacts],
  );
  const codes = useCodes(judge, LONGEST_LINK);
  const { result, failure } = codes;
  return (
    <>
      <p className={styles.text}>{t('add.scanText')}</p>
      <CodeScanner codes={codes} />
      {failure && <Banner look="danger">{text(linkFailureText(failure))}</Banner>}
      {typeof result === 'string' && <Banner look="warning">{t(`add.scan.${result}`)}</Banner>}
      {typeof result === 'object' && <LinkCard link={result.link} person={result.person} />}
    </>
  );
}
