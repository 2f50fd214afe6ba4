/** Many small cases in one month: every agreement has a home network, and so a TAP file, of its own. */
import { agreementYaml } from './month-agreement.ts';
import type { World } from './month-world.ts';

const FILED = '2026-11-01T12:00:00+01:00';

/** A home network of its own for every agreement, so that one month holds all cases. */
export class Homes {
  readonly #world: World;
  #count = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Writes the TAP file (EUR, 3 decimals) and the agreement `id` of one more home network. A record line that begins with
   * `N` has the network's five digits in its place; its IMSIs of 14 and 15 digits are declared. `later` are versions 2, 3 …:
   * what they have other than the first.
   */
  add(
    id: string,
    records: string,
    keys: Readonly<Record<string, string>>,
    ...later: readonly Readonly<Record<string, string>>[]
  ): void {
    this.#count++;
    const plmn = `999${10 + this.#count}`;
    const tadig = `H${String(this.#count).padStart(2, '0')}HA`;
    this.#world.tap(
      { pair: `AAAVP ${tadig}`, seq: 1, available: FILED },
      records.replaceAll(/^\s*N/gm, plmn),
    );
    const first = {
      id,
      home: `{ name: H, tadigs: [${tadig}], plmns: ["${plmn}"] }`,
      declared: `{ imsi_ranges: ["${plmn}0000000000-${plmn}9999999999", "${plmn}000000000-${plmn}999999999"] }`,
      ...keys,
    };
    this.#world.agreement(id, agreementYaml(first));
    for (const [i, changes] of later.entries()) {
      const version = String(i + 2);
      this.#world.agreement(`${id}-v${version}`, agreementYaml({ ...first, version, ...changes }));
    }
  }
}
