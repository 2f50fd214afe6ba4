/** The folders of a random month: its documents, its TAP files, its signaling. */
import { everyDay, PERIOD, type Scratch, signalingCsv, tapBytes } from '../load/world.ts';
import { type Deal, dealText, eventOf, RATES, type UsageRecord } from './pipeline-world.ts';

/** Writes the documents; gives the paths of the agreements and the rates. */
export function writeDocuments(
  space: Scratch,
  deals: readonly Deal[],
): { agreements: string; rates: string } {
  const agreements = space.folder('agreements');
  for (const deal of deals) space.write(agreements, `${deal.id}.yaml`, dealText(deal));
  const rows = Object.entries(RATES).map(
    ([pair, rate]) => `${PERIOD},${pair.replace(' ', ',')},${rate},test`,
  );
  const text = `period,from_currency,to_currency,rate,source\n${rows.join('\n')}\n`;
  return { agreements, rates: space.write(space.folder('rates'), 'rates.csv', text) };
}

/** Writes a TAP file of each deal into `folder`, all of them with one sequence number. */
export function writeTap(
  space: Scratch,
  folder: string,
  deals: readonly Deal[],
  sequence: string,
  recordsOf: (deal: Deal, index: number) => readonly UsageRecord[],
): void {
  for (const [i, deal] of deals.entries()) {
    const bytes = tapBytes(sequence, recordsOf(deal, i).map(eventOf), {
      header: { recipient: deal.home },
      accounting: { tapCurrency: deal.tapCurrency, decimals: deal.tapDecimals },
    });
    space.write(folder, `${deal.home}.tap`, bytes);
  }
}

/** Writes the signaling of the month: a sign of life on every day, and one of each device that registers. */
export function writeSignaling(space: Scratch, folder: string, deals: readonly Deal[]): void {
  const registered = deals.flatMap((deal) => deal.registered);
  const events = [...everyDay(), ...registered.map((imsi) => ({ time: '2026-10-09T00:00:00Z', imsi }))];
  space.write(folder, 'events.csv', signalingCsv(events));
}
