/** What reviewers say of devices by now. The register is only added to, so it is read anew when it has grown. */
import type { ListRow } from '../domain/lists.ts';
import { holds } from '../domain/lists.ts';
import { countReviews, keptReviews } from '../runs/reviews.ts';

export interface Decided {
  readonly decision: string;
  readonly reason: string;
}

interface Named {
  readonly agreement_id: string;
  readonly imsi: string;
}

export class ReviewWords {
  readonly #data: string;
  #read = -1;
  #rows = new Map<string, ListRow[]>();

  constructor(data: string) {
    this.#data = data;
  }

  /** What is said in a month of a device; null: nothing. Throws DATA_CORRUPT. */
  of(period: string): (device: Named) => Decided | null {
    const count = countReviews(this.#data);
    if (count !== this.#read) {
      const { rows } = keptReviews(this.#data);
      this.#rows = Map.groupBy(rows, ({ agreementId, imsi }) => `${agreementId} ${imsi}`);
      this.#read = count;
    }
    const rows = this.#rows;
    return ({ agreement_id, imsi }) => {
      const word = rows.get(`${agreement_id} ${imsi}`)?.find((row) => holds(row, period));
      return word === undefined ? null : { decision: word.verdict, reason: word.reason };
    };
  }
}
