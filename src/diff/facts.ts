/**
 * Two run folders → usage and fees of each whole settlement between them, summed by what prices them. SQL joins the runs'
 * devices once; what it needs of the agreements goes in as small tables.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RAT_BITS, runSegmentOf, segmentOf } from '../domain/agreement/segment-of.ts';
import type { InForce } from '../domain/agreement/types.ts';
import { toExactText } from '../domain/fraction.ts';
import { SERVICES } from '../domain/service.ts';
import type { Activity, Decision, Presence } from '../domain/statement.ts';
import { allowanceOf, type Book, measureFor } from '../settle/book.ts';
import { Db, type Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { spillFolder } from '../store/spill-folder.ts';
import type { Party, PartySide, RunSide } from './party.ts';

/** Devices of the same segments and decisions in both runs; null where a run does not have them. */
export interface DeviceGroup {
  readonly old_segment: string | null;
  readonly new_segment: string | null;
  readonly old_decision: Decision | null;
  readonly new_decision: Decision | null;
}

/** sql/diff/usage_step.sql. Sums are integers in text. */
export interface UsageStep extends Row, DeviceGroup {
  step: number;
  no: number;
  version: number;
  segment: string;
  service: string;
  entry: number;
  is_new: boolean;
  places: number;
  devices: bigint;
  quantity: string;
  billable: string;
  tap: string;
}

/** sql/diff/fee_step.sql. */
export interface FeeStep extends Row, DeviceGroup {
  step: number;
  no: number;
  version: number;
  segment: string;
  observed: number;
  present: number;
  attaches: number;
  devices: bigint;
}

/** sql/diff/held_usage.sql. */
export interface HeldUsage extends Row {
  no: number;
  service: string;
  records_with_segment: bigint;
  records_with_agreement: bigint;
  segment_with_agreement: bigint;
}

export interface Facts {
  readonly usage: readonly UsageStep[];
  readonly fees: readonly FeeStep[];
  readonly held: readonly HeldUsage[];
}

/** A million devices fit; what does not goes to disk. All sums are ordered by what they are of. */
const SETTINGS = { memory_limit: '1GB', preserve_insertion_order: 'false' };

interface AxesRow extends Row {
  no: number;
  is_new: boolean;
  presence: Presence;
  activity: Activity;
  declared: boolean;
  detected_by: string;
  rats: number;
  decision: Decision;
  excluded: boolean;
  segment: string;
  nobody: boolean;
}

export async function readFacts(from: RunSide, to: RunSide, parties: readonly Party[]): Promise<Facts> {
  const spill = await spillFolder(join(tmpdir(), 'roamsettle-diff-'));
  const db = await Db.open(':memory:', { ...SETTINGS, temp_directory: spill.path });
  try {
    const terms = JSON.stringify(termsOf(parties));
    for (const name of ['compared_party', 'compared_line', 'compared_entry', 'placed_line', 'old_place'])
      await db.run(`diff/${name}`, { terms });
    for (const [table, { folder }] of [
      ['old_facts', from],
      ['new_facts', to],
    ] as const) {
      const files = {
        is_new: table === 'new_facts',
        devices: literalPath(join(folder, 'devices.parquet')),
        features: literalPath(join(folder, 'features.parquet')),
      };
      await db.run('diff/device_facts', files, { table });
    }
    const axes = await db.rows<AxesRow>('diff/device_axes');
    await db.run('diff/axes_place', {
      rows: JSON.stringify(axes.map((row, i) => ({ axes: i, ...axesPlace(parties, row) }))),
    });
    await db.run('diff/compared_device');
    await db.run('diff/placed_group');
    await db.run('diff/placed_entry');
    // What is joined is not needed twice.
    await db.exec('DROP TABLE old_facts');
    await db.exec('DROP TABLE new_facts');
    const lines = {
      from_lines: literalPath(join(from.folder, 'device-lines.parquet')),
      to_lines: literalPath(join(to.folder, 'device-lines.parquet')),
    };
    const [pairs] = await db.rows<{ is_one: boolean }>('diff/one_pair', lines);
    await db.run('diff/device_usage');
    await db.run('diff/compared_usage', lines, { usage: pairs!.is_one ? 'alone' : 'summed' });
    return {
      usage: await db.rows<UsageStep>('diff/usage_step'),
      fees: await db.rows<FeeStep>('diff/fee_step'),
      held: await db.rows<HeldUsage>('diff/held_usage'),
    };
  } finally {
    db.close();
    await spill.remove();
  }
}

/** Where versions of the agreement settle such a device: its run's, and the old ones as a human. */
function axesPlace(parties: readonly Party[], row: AxesRow) {
  const { old, now } = parties[row.no]!;
  const own = (row.is_new ? now : old).inForce.versions.map(({ agreement }) =>
    row.excluded ? '' : runSegmentOf(agreement, row.decision, row),
  );
  const human = old.inForce.versions.map(({ agreement }) =>
    segmentOf(agreement, { ...row, device: 'human' }),
  );
  return { ...row, own, human };
}

function termsOf(parties: readonly Party[]) {
  const ways = new Map<string, number>();
  const wayOf = (measure: object) => {
    const key = JSON.stringify(measure);
    const way = ways.get(key) ?? ways.size;
    ways.set(key, way);
    return way;
  };
  const both = parties.flatMap((party) => [
    { no: party.no, is_new: false, side: party.old },
    { no: party.no, is_new: true, side: party.now },
  ]);
  return {
    parties: parties.map(({ no, old, now, scopeChanged, toOldRates }) => ({
      no,
      agreement_id: old.inForce.id,
      scope_changed: scopeChanged,
      same_rates: toExactText(toOldRates) === '1',
      old_present: looksAtPresence(old.inForce),
      old_attaches: looksAtAttaches(old.inForce),
      new_present: looksAtPresence(now.inForce),
      new_attaches: looksAtAttaches(now.inForce),
      old_latest: old.books.length - 1,
      new_latest: now.books.length - 1,
      rats: ratsOf([old.inForce, now.inForce]),
    })),
    lines: both.flatMap(({ no, is_new, side }) => usageLines(side).map((line) => ({ no, is_new, ...line }))),
    entries: both.flatMap(({ no, is_new, side: { books } }) =>
      books.flatMap((book) =>
        SERVICES.flatMap((service) =>
          book.entries.map(({ entry }) => {
            const measure = measureFor(book, entry, service);
            return {
              no,
              is_new,
              version: book.version,
              service,
              entry,
              way: wayOf(measure),
              counts: measure.measure === 'events',
              allowance: allowanceText(book, entry),
            };
          }),
        ),
      ),
    ),
    places: parties.flatMap(({ no, old: { books } }) =>
      books.flatMap((book) =>
        SERVICES.flatMap((service) =>
          book.segments.map((segment) => ({
            no,
            version: book.version,
            service,
            segment,
            entry: book.entryOf(service, segment),
          })),
        ),
      ),
    ),
  };
}

/** Versions and entries of the lines of usage, by position. */
function usageLines({ statement, books }: PartySide): { line: number; version: number; entry: number }[] {
  const latest = statement.agreement.version;
  return statement.lines.flatMap(({ kind, charge_ref, service, version = latest }, line) => {
    if (kind !== 'usage' && kind !== 'as_billed') return [];
    const book = books.find(({ agreement }) => agreement.version === version)!;
    const entry =
      charge_ref === null
        ? -1 - (SERVICES as readonly (string | null)[]).indexOf(service)
        : book.agreement.charges.usage.findIndex(({ ref }) => ref === charge_ref);
    return [{ line, version: book.version, entry }];
  });
}

/** More than any device has, where the allowance is. */
function allowanceText(book: Book, entry: number): string | null {
  const allowance = allowanceOf(book, entry);
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return allowance === null ? null : String(allowance < most ? allowance : most);
}

function looksAtPresence({ versions }: InForce): boolean {
  const access = versions.flatMap(({ agreement }) => agreement.charges.access);
  return access.some(({ per, feeDays }) => per !== 'attach' && feeDays === 'present');
}

function looksAtAttaches({ versions }: InForce): boolean {
  return versions.some(({ agreement }) => agreement.charges.access.some(({ per }) => per === 'attach'));
}

function ratsOf(sides: readonly InForce[]): number {
  const segments = sides.flatMap(({ versions }) => versions.flatMap(({ agreement }) => agreement.segments));
  const names = new Set(segments.flatMap(({ when }) => when?.rat ?? []));
  return [...names].reduce((sum, name) => sum + RAT_BITS[name]!, 0);
}
