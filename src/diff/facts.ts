/**
 * Two run folders → usage and fees of each whole settlement between them, summed by what prices them. SQL joins the runs'
 * devices once; what it needs of the agreements goes in as small tables.
 */
import { join } from 'node:path';
import { RAT_BITS, segmentOf } from '../domain/agreement/segment-of.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { toExactText } from '../domain/fraction.ts';
import { SERVICES } from '../domain/service.ts';
import type { Activity, Decision, Presence } from '../domain/statement.ts';
import { allowanceOf, type Book, measureFor } from '../settle/book.ts';
import { Db, type Row } from '../store/db.ts';
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

interface AxesRow extends Row {
  no: number;
  presence: Presence;
  activity: Activity;
  declared: boolean;
  detected_by: string;
  rats: number;
}

export async function readFacts(from: RunSide, to: RunSide, parties: readonly Party[]): Promise<Facts> {
  const db = await Db.open(':memory:');
  try {
    const terms = JSON.stringify(termsOf(parties));
    for (const name of ['compared_party', 'compared_line', 'compared_entry', 'old_place'])
      await db.run(`diff/${name}`, { terms });
    for (const [table, { folder }] of [
      ['old_facts', from],
      ['new_facts', to],
    ] as const) {
      const files = { devices: join(folder, 'devices.parquet'), features: join(folder, 'features.parquet') };
      await db.run('diff/device_facts', files, { table });
    }
    const axes = await db.rows<AxesRow>('diff/new_axes');
    await db.run('diff/human_place', { rows: JSON.stringify(axes.map((row) => humanPlace(parties, row))) });
    await db.run('diff/compared_device');
    // What is joined is not needed twice.
    await db.exec('DROP TABLE old_facts');
    await db.exec('DROP TABLE new_facts');
    await db.run('diff/compared_usage', {
      from_lines: join(from.folder, 'device-lines.parquet'),
      to_lines: join(to.folder, 'device-lines.parquet'),
    });
    return {
      usage: await db.rows<UsageStep>('diff/usage_step'),
      fees: await db.rows<FeeStep>('diff/fee_step'),
      held: await db.rows<HeldUsage>('diff/held_usage'),
    };
  } finally {
    db.close();
  }
}

/** Where the old agreement settles such a device as a human. */
function humanPlace(parties: readonly Party[], row: AxesRow) {
  const { agreement } = parties[row.no]!.old;
  return { ...row, segment: segmentOf(agreement, { ...row, device: 'human' }) };
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
      agreement_id: old.agreement.id,
      scope_changed: scopeChanged,
      same_rates: toExactText(toOldRates) === '1',
      old_present: looksAtPresence(old.agreement),
      old_attaches: looksAtAttaches(old.agreement),
      new_present: looksAtPresence(now.agreement),
      new_attaches: looksAtAttaches(now.agreement),
      rats: ratsOf(old.agreement),
    })),
    lines: both.flatMap(({ no, is_new, side }) => usageLines(side).map((line) => ({ no, is_new, ...line }))),
    entries: both.flatMap(({ no, is_new, side: { book } }) =>
      SERVICES.flatMap((service) =>
        book.entries.map(({ entry }) => {
          const measure = measureFor(book, entry, service);
          return {
            no,
            is_new,
            service,
            entry,
            way: wayOf(measure),
            counts: measure.measure === 'events',
            allowance: allowanceText(book, entry),
          };
        }),
      ),
    ),
    places: parties.flatMap(({ no, old: { book } }) =>
      SERVICES.flatMap((service) =>
        book.segments.map((segment) => ({ no, service, segment, entry: book.entryOf(service, segment) })),
      ),
    ),
  };
}

/** Entries of the lines of usage, by position. */
function usageLines({ statement, agreement }: PartySide): { line: number; entry: number }[] {
  return statement.lines.flatMap(({ kind, charge_ref, service }, line) => {
    if (kind !== 'usage' && kind !== 'as_billed') return [];
    const entry =
      charge_ref === null
        ? -1 - (SERVICES as readonly (string | null)[]).indexOf(service)
        : agreement.charges.usage.findIndex(({ ref }) => ref === charge_ref);
    return [{ line, entry }];
  });
}

/** More than any device has, where the allowance is. */
function allowanceText(book: Book, entry: number): string | null {
  const allowance = allowanceOf(book, entry);
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return allowance === null ? null : String(allowance < most ? allowance : most);
}

function looksAtPresence({ charges }: Agreement): boolean {
  return charges.access.some(({ per, feeDays }) => per !== 'attach' && feeDays === 'present');
}

function looksAtAttaches({ charges }: Agreement): boolean {
  return charges.access.some(({ per }) => per === 'attach');
}

function ratsOf({ segments }: Agreement): number {
  const names = new Set(segments.flatMap(({ when }) => when?.rat ?? []));
  return [...names].reduce((sum, name) => sum + RAT_BITS[name]!, 0);
}
