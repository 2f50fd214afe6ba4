/** Classified and settled devices → what SQL looks up as it writes the device list: words by kind, amounts by place. */
import type { ListedDevices } from '../domain/devices.ts';
import type { Settlement } from '../settle/settle.ts';
import type { Db } from '../store/db.ts';
import { registerLookup } from '../store/lookup.ts';

/** Once for a connection. */
export async function prepareDeviceList(
  db: Db,
  period: string,
  { kinds, kindAt }: ListedDevices,
  { amounts, parties }: Pick<Settlement, 'amounts' | 'parties'>,
): Promise<void> {
  const words = {
    device: kinds.map((kind) => kind.device),
    presence: kinds.map((kind) => kind.presence),
    activity: kinds.map((kind) => kind.activity),
    segment: kinds.map((kind) => (kind.excluded ? '' : kind.segments.run)),
    decision: kinds.map((kind) => kind.decision),
    detected_by: kinds.map((kind) => kind.detectedBy),
    contested: kinds.map((kind) => kind.contested),
    currency: parties.map((party) => party.currency),
    decimals: parties.map((party) => party.decimals),
    places: parties.map((party) => party.places),
  };
  await db.run('runs/device_words', { words: JSON.stringify(words) });
  await db.exec('SET VARIABLE period = $period', { period });
  registerLookup(db, 'listed_kind', kindAt);
  registerLookup(db, 'listed_usage', amounts.usage);
  registerLookup(db, 'listed_access', amounts.access);
  registerLookup(db, 'listed_as_billed', amounts.asBilled);
  registerLookup(db, 'listed_tap_high', amounts.tapHigh);
  registerLookup(db, 'listed_tap_low', amounts.tapLow);
}
