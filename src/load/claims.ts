/** Which sender, recipient, type and sequence number are taken (rule 15), and which RAP has given back. */
import type { Claim } from '../decode/outcome.ts';

export class Claims {
  readonly #taken = new Map<string, number>();
  readonly #returned = new Map<string, number>();

  /** Files of one key exclude each other; a resubmission claims beside the file it repeats. */
  static key({ sender, recipient, type, sequence, rapSequence }: Claim): string {
    return JSON.stringify([sender, recipient, type, sequence, rapSequence]);
  }

  /** A billable file that is loaded. */
  take(claim: Claim): void {
    count(this.#taken, Claims.key(claim));
  }

  /** The whole files that a RAP file returns (FatalReturn): each number is free once more. */
  giveBack(rap: Pick<Claim, 'sender' | 'recipient' | 'type'>, sequences: readonly string[]): void {
    const { sender, recipient, type } = rap;
    for (const sequence of sequences)
      count(
        this.#returned,
        Claims.key({ sender: recipient, recipient: sender, type, sequence, rapSequence: null }),
      );
  }

  isTaken(claim: Claim): boolean {
    const key = Claims.key(claim);
    return (this.#taken.get(key) ?? 0) > (this.#returned.get(key) ?? 0);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
