/** Classified and settled devices → what SQL looks up as it writes the device list: words by kind, amounts by place. */
import {
  countDevices,
  type DeviceKind,
  type ListedDevices,
  listedSegment,
  waitsForReview,
} from '../domain/devices.ts';
import { parseDecimal, toExactText } from '../domain/fraction.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Settlement } from '../settle/settle.ts';
import type { Db } from '../store/db.ts';
import { registerLookup, registerLookups } from '../store/lookup.ts';
import type { ReviewMoney } from './close.ts';

/** What the list says of a device by its kind. */
const WORDS: Readonly<Record<string, (kind: DeviceKind) => string | boolean>> = {
  device: (kind) => kind.device,
  presence: (kind) => kind.presence,
  activity: (kind) => kind.activity,
  segment: listedSegment,
  decision: (kind) => kind.decision,
  detected_by: (kind) => kind.detectedBy,
  ruling: (kind) => kind.ruling,
  contested: (kind) => kind.contested,
};

type DeviceLines = Settlement['amounts']['lines'];
type ExactColumn = DeviceLines['share'];

/** High parts of amounts that have none. */
const NOTHING = new BigInt64Array(0);

/** Once for a connection. Gives whether the device at a place has other reasons than the model's. */
export async function prepareDeviceList(
  db: Db,
  period: string,
  { kinds, kindAt }: ListedDevices,
  { amounts, parties, stakes }: Pick<Settlement, 'amounts' | 'parties' | 'stakes'>,
): Promise<(place: number) => boolean> {
  const words: Record<string, readonly (string | number | boolean)[]> = {};
  for (const [name, wordOf] of Object.entries(WORDS)) words[name] = kinds.map(wordOf);
  for (const name of ['currency', 'decimals', 'places'] as const)
    words[name] = kinds.map(({ no }) => parties[no]![name]);
  const reach = (columns: readonly ExactColumn[]) =>
    columns.some(({ high }) => high !== null) ? 'far' : 'near';
  const { usage, access, asBilled, tap, lines } = amounts;
  await db.run(
    'runs/list_macros',
    {},
    {
      devices: reach([usage, access, asBilled, tap]),
      lines: reach([lines.tap, lines.share]),
    },
  );
  await db.run('runs/device_words', { words: JSON.stringify(words) });
  await db.exec('SET VARIABLE period = $period', { period });
  registerColumns(db, 'listed', { usage, access, as_billed: asBilled, tap }, { kind: kindAt });
  await prepareDeviceLines(db, lines, parties);
  const rows = stakes.map(({ place, charged, atStake }) => {
    const { decimals } = parties[kinds[kindAt[place]!]!.no]!;
    return {
      place,
      charged_amount: minorToText(charged, decimals),
      at_stake: minorToText(atStake, decimals),
    };
  });
  await db.exec('SET VARIABLE review_rows = $rows', { rows: JSON.stringify(rows) });
  const isOwn = kinds.map(({ contested, ruling }) => contested || ruling !== '');
  return (place) => isOwn[kindAt[place]!]!;
}

/** What devices have in lines, by row: see sql/runs/device_lines_parquet.sql. */
async function prepareDeviceLines(db: Db, lines: DeviceLines, parties: Settlement['parties']): Promise<void> {
  const { slots, places, slotAt, records, tap, share, quantity, length } = lines;
  const words = {
    line: slots.map((slot) => slot.line),
    service: slots.map((slot) => slot.service),
    pair: slots.map((slot) => slot.pair),
    moves: [slots.some((slot) => slot.segment !== null)],
    segment: slots.map((slot) => slot.segment),
    places: slots.map((slot) => parties[slot.no]!.places),
  };
  await db.run('runs/device_line_words', { words: JSON.stringify(words), rows: length });
  registerColumns(
    db,
    'line',
    { tap, share },
    { place: places, slot: slotAt, records, quantity: quantity.low },
  );
}

/** `name(place)`: `others` and the low parts of the amounts; high parts, which are nearly never needed, apart. */
function registerColumns(
  db: Db,
  name: string,
  amounts: Readonly<Record<string, ExactColumn>>,
  others: Parameters<typeof registerLookups>[2],
): void {
  const low = Object.entries(amounts).map(([amount, column]) => [amount, column.low] as const);
  registerLookups(db, name, { ...others, ...Object.fromEntries(low) });
  for (const [amount, { high }] of Object.entries(amounts))
    registerLookup(db, `${name}_${amount}_high`, high ?? NOTHING);
}

/** Devices that wait for a review and the money that hangs on them, by agreement. */
export function reviewMoney(
  { kinds }: ListedDevices,
  { parties, reviewTap, reviewStake }: Pick<Settlement, 'parties' | 'reviewTap' | 'reviewStake'>,
): ReviewMoney[] {
  return parties.map(({ decimals, places }, no) => ({
    devices: countDevices(kinds, (kind) => kind.no === no && waitsForReview(kind)),
    tapCharge: toExactText(parseDecimal(minorToText(reviewTap[no]!, places))),
    atStake: minorToText(reviewStake[no]!, decimals),
  }));
}
