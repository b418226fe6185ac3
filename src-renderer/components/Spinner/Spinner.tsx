import { LoaderCircle } from 'lucide-react';
import styles from './Spinner.module.css';

/** Shows that something is under way; the text beside it says what. */
export function Spinner() {
  return <LoaderCircle className={styles.spinner} size="1em" aria-hidden="true" />;
}
