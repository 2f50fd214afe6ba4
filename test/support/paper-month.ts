/**
 * The month of the papers' tests: two machines with messages at a price of their own and a fee each, two phones as billed (one
 * IMSI of 14 digits), TAP money in another currency.
 */
import { agreementYaml } from './month-agreement.ts';
import type { World } from './month-world.ts';

/** `terms`: other keys of the agreement. */
export function paperMonth(world: World, terms: Readonly<Record<string, string>> = {}): void {
  world.tap(
    { seq: 1, available: '2026-11-01T12:00:00+01:00', currency: 'XDR', decimals: 3 },
    `999017000000001 sms_mo 2026-10-05T10:00:00+02:00 id=1 charge=8
     999017000000001 sms_mo 2026-10-05T11:00:00+02:00 id=2 charge=8
     999017000000002 sms_mo 2026-10-05T10:00:00+02:00 id=3 charge=8
     99901000000004  data   2026-10-05T10:00:00+02:00 id=4 up=5 charge=50
     999010000000003 sms_mo 2026-10-05T10:00:00+02:00 id=5 charge=30
     999010000000003 data   2026-10-05T10:00:00+02:00 id=6 up=100 charge=100`,
  );
  world.rates('2026-10 XDR EUR 1.25');
  world.agreement(
    'a',
    agreementYaml({
      ...terms,
      charges: `
  usage:
    - { service: sms_mo, segments: [iot], unit: event, price: "0.0334" }
    - { segments: [standard], model: as_billed }
  access: [{ segments: [iot], per: imsi_month, price: "0.333" }]`,
    }),
  );
}
