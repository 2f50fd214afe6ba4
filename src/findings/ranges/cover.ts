/**
 * Which proposals cover the newly found devices best together: again and again the one that adds most (the greedy set cover of
 * Johnson, Journal of Computer and System Sciences 1974; an exact one is not to be had for many).
 */

export interface CoverInput {
  readonly proposals: number;
  /** (proposal, device) by device, in order; a device has them one after another. */
  readonly proposalOf: Int32Array;
  readonly deviceOf: Int32Array;
  /** Devices that are matched and no machines, by proposal: fewer are taken first where as many are added. */
  readonly falseHits: Int32Array;
  /** A proposal is worth a place if it adds as many devices. */
  readonly least: number;
}

/** Proposals in the order they are taken, with the devices that each adds to those before. */
export function coverBest(input: CoverInput): { proposal: number; added: number }[] {
  const { proposals, proposalOf, deviceOf, falseHits, least } = input;
  const adds = new Int32Array(proposals);
  for (const proposal of proposalOf) adds[proposal]!++;
  const rowsOf = Array.from(adds, (count) => new Int32Array(count));
  const filled = new Int32Array(proposals);
  for (const [row, proposal] of proposalOf.entries()) rowsOf[proposal]![filled[proposal]!++] = row;
  const covered = new Uint8Array(proposalOf.length);
  const taken: { proposal: number; added: number }[] = [];
  for (;;) {
    let best = -1;
    for (let p = 0; p < proposals; p++) {
      const gain = best === -1 ? adds[p]! : adds[p]! - adds[best]!;
      if (best === -1 || gain > 0 || (gain === 0 && falseHits[p]! < falseHits[best]!)) best = p;
    }
    if (best === -1 || adds[best]! < Math.max(1, least)) return taken;
    taken.push({ proposal: best, added: adds[best]! });
    for (const row of rowsOf[best]!) {
      if (covered[row] === 1) continue;
      let first = row;
      while (first > 0 && deviceOf[first - 1] === deviceOf[row]) first--;
      for (let at = first; at < deviceOf.length && deviceOf[at] === deviceOf[row]; at++) {
        covered[at] = 1;
        adds[proposalOf[at]!]!--;
      }
    }
  }
}
