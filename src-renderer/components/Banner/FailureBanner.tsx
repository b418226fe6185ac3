import type { ContractError } from '../../../src-main/contract/errors.ts';
import { useText } from '../../hooks/useText.ts';
import { failureText } from '../../model/failure.ts';
import { Banner } from './Banner.tsx';

/** Why something did not work, beside it; nothing while nothing failed. */
export function FailureBanner({ failure }: { failure: ContractError | undefined }) {
  const text = useText();
  return failure && <Banner look="danger">{text(failureText(failure))}</Banner>;
}
