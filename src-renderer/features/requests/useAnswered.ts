import { useState } from 'react';
import type { ContactRequest } from '../../../src-main/contract/model.ts';

/**
 * The requests, and those accepted on this page: an accepted one leaves the core's list, but stays here with a way
 * to the new chat until the page is left.
 */
export function useAnswered(requests: ContactRequest[]) {
  const [answered, setAnswered] = useState<ContactRequest[]>([]);
  const listed = new Set(requests.map((request) => request.profile.account));
  const gone = answered.filter((request) => !listed.has(request.profile.account));
  return {
    shown: [...gone, ...requests],
    accepted: (request: ContactRequest) => setAnswered([request, ...answered]),
  };
}
