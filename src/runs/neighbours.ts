/**
 * A device beside its neighbours: the middle half of those that the run charges and of those that it takes for people, in the
 * same agreement and month, by figures that anybody can count again; and what was decided of those that share its TAC, an
 * APN or its block of IMSIs. It takes no part in the decision. From the run's folder alone.
 */
import { join } from 'node:path';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';

/** Lower quartile, median, upper quartile. */
type Middle = readonly [number, number, number];

export interface ComparedFigure {
  readonly figure: string;
  readonly words: string;
  /** null: not known of it. */
  readonly own: number | null;
  /** null: known of nobody in the group. */
  readonly charged: Middle | null;
  readonly people: Middle | null;
  /** In whose middle half the device lies. */
  readonly like: 'charged' | 'people' | 'both' | 'neither' | 'unknown';
}

export interface AlikeDevices {
  readonly what: 'tac' | 'apn' | 'imsi_block';
  /** The TAC or APN; '' for the block. */
  readonly value: string;
  /** Others than the device. */
  readonly devices: number;
  readonly charged: number;
  readonly review: number;
  readonly ignored: number;
}

export interface Neighbours {
  /** Devices of the groups, the device itself where it is one of them. */
  readonly charged: number;
  readonly people: number;
  readonly figures: readonly ComparedFigure[];
  readonly alike: readonly AlikeDevices[];
}

const WORDS: Readonly<Record<string, string>> = {
  days_present: 'days present in the month',
  longest_gap: 'days of the longest absence',
  signaling_events: 'signaling events',
  registrations: 'registrations that succeeded',
  rejections: 'registrations that were rejected',
  cells: 'cells',
  hours: 'different hours of the day',
  night_percent: 'percent between midnight and six',
  minutes_apart: 'minutes between bursts, in the mean',
  tap_records: 'TAP records',
  data_days: 'days with data',
  kilobytes_a_day: 'kB on a day with data',
  sms: 'SMS',
  calls: 'calls',
};

interface GroupRow extends Row {
  kind: 'charged' | 'people' | 'own';
  devices: bigint;
  figures: string;
}

interface AlikeRow extends Row {
  what: AlikeDevices['what'];
  value: string;
  devices: bigint;
  charged: bigint;
  review: bigint;
  ignored: bigint;
}

/** What is known of the groups of a run's agreement, which never changes: for as many of them as are looked at now. */
const kept = new Map<string, Promise<GroupRow[]>>();
const MOST_KEPT = 64;

export async function readNeighbours(
  db: Db,
  folder: string,
  { agreement, imsi }: { agreement: string; imsi: string },
): Promise<Neighbours> {
  const devices = literalPath(join(folder, 'devices.parquet'));
  const features = literalPath(join(folder, 'features.parquet'));
  const read = (only: string) =>
    db.rows<GroupRow>('explain/neighbour_figure', { devices, features, agreement, only });
  const groups = await remembered(`${devices} ${agreement}`, () => read(''));
  // Records without an IMSI are of nobody.
  const [itself] = imsi === '' ? [] : await read(imsi);
  const alike = await db.rows<AlikeRow>('explain/alike_count', { devices, agreement, imsi });
  const groupOf = (kind: GroupRow['kind']) => groups.find((row) => row.kind === kind);
  const [own, charged, people] = [itself, groupOf('charged'), groupOf('people')].map(middles);
  return {
    charged: Number(groupOf('charged')?.devices ?? 0),
    people: Number(groupOf('people')?.devices ?? 0),
    figures: Object.entries(WORDS).map(([figure, words]) => {
      const value = own![figure]?.[1] ?? null;
      const beside = { charged: charged![figure] ?? null, people: people![figure] ?? null };
      return { figure, words, own: value, ...beside, like: likeness(value, beside) };
    }),
    alike: alike.map((row) => ({
      what: row.what,
      value: row.value,
      devices: Number(row.devices),
      charged: Number(row.charged),
      review: Number(row.review),
      ignored: Number(row.ignored),
    })),
  };
}

function remembered(key: string, read: () => Promise<GroupRow[]>): Promise<GroupRow[]> {
  const known = kept.get(key) ?? read();
  kept.delete(key);
  kept.set(key, known);
  for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
  known.catch(() => kept.delete(key));
  return known;
}

function middles(row: GroupRow | undefined): Readonly<Record<string, Middle | null>> {
  return JSON.parse(row?.figures ?? '{}');
}

function likeness(
  own: number | null,
  { charged, people }: Pick<ComparedFigure, 'charged' | 'people'>,
): ComparedFigure['like'] {
  if (own === null || charged === null || people === null) return 'unknown';
  const [asCharged, asPeople] = [charged, people].map(([low, , high]) => own >= low && own <= high);
  if (asCharged && asPeople) return 'both';
  if (asCharged) return 'charged';
  return asPeople ? 'people' : 'neither';
}
