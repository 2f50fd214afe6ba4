/** Tables of a pack held against what is recomputed: amounts of devices, their lines with shares, lines by segment. */
import { type DeviceKind, listedSegment } from '../domain/devices.ts';
import { minorToText } from '../domain/rounding.ts';
import type { StatementLine } from '../domain/statement.ts';
import type { Differences } from './differences.ts';
import { MEMBER } from './format.ts';
import type { Recomputed } from './recompute.ts';
import { type RowSource, rowBatches } from './rows.ts';

const LINE_COLUMNS = ['line_id', 'kind', 'segment', 'devices', 'quantity', 'unit', 'amount'] as const;
const DEVICE_COLUMNS = [
  'imsi',
  'segment',
  'usage_amount',
  'access_amount',
  'as_billed_amount',
  'tap_amount',
] as const;
const DDR_COLUMNS = [
  'imsi',
  'segment',
  'decision',
  'line_id',
  'kind',
  'service',
  'charge_ref',
  'quantity',
  'unit',
  'records',
  'tap_amount',
  'amount',
] as const;

/** Throws as `rowBatches` does. */
export async function compareLines(
  source: RowSource,
  { statement }: Recomputed,
  differences: Differences,
): Promise<void> {
  const expected = statement.lines.flatMap((line) =>
    (line.segments.length > 0 ? line.segments : [null]).map((segment) => [
      line.line_id,
      line.kind,
      guarded(segment?.segment ?? ''),
      String(segment?.devices ?? ''),
      String((segment ?? line).quantity),
      line.unit,
      (segment ?? line).amount,
    ]),
  );
  const rows = new Rows(source, MEMBER.lines, LINE_COLUMNS);
  for (const [i, cells] of expected.entries())
    compareCells(differences, 'lines.csv', i, LINE_COLUMNS, await rows.next(), cells);
  differences.compare('lines.csv.length', await rows.total(), expected.length);
}

/** `devices.csv` beside `ddr.csv`, device by device; gives the rows of the latter. Throws as `rowBatches` does. */
export async function compareDevices(
  source: RowSource,
  recomputed: Recomputed,
  differences: Differences,
): Promise<number> {
  const { devices, settlement } = recomputed;
  const { amounts } = settlement;
  const { decimals, places } = settlement.parties[0]!;
  const listed = new Rows(source, MEMBER.devices, DEVICE_COLUMNS);
  const detailed = new Rows(source, MEMBER.ddr, DDR_COLUMNS);
  const { lines } = amounts;
  const text = (minor: bigint) => minorToText(minor, decimals);
  let at = 0;
  for (let place = 0; place < devices.kindAt.length; place++) {
    const kind = devices.kinds[devices.kindAt[place]!]!;
    const row = await listed.next();
    const imsi = row?.[0];
    compareCells(differences, 'devices', place, DEVICE_COLUMNS, row, [
      imsi ?? '',
      guarded(listedSegment(kind)),
      text(amounts.usage.at(place)),
      text(amounts.access.at(place)),
      text(amounts.asBilled.at(place)),
      exactText(amounts.tap.at(place), places, decimals),
    ]);
    const first = at;
    while (at < lines.length && lines.places[at] === place) at++;
    for (const [i, cells] of ddrCells(recomputed, kind, first, at).entries()) {
      const found = await detailed.next();
      // Neither IMSI is shown.
      const named = found && [found[0] === imsi ? 'as listed' : 'another', ...found.slice(1)];
      compareCells(differences, 'ddr', first + i, DDR_COLUMNS, named, cells);
    }
  }
  differences.compare('ddr.length', await detailed.total(), at);
  return at;
}

/** Rows of one device as `ddr.csv` orders them: by line, service, then TADIG pair. */
function ddrCells(
  { statement, settlement }: Recomputed,
  kind: DeviceKind,
  from: number,
  to: number,
): string[][] {
  const { lines } = settlement.amounts;
  const { decimals, places } = settlement.parties[0]!;
  const rows = Array.from({ length: to - from }, (_, i) => ({
    row: from + i,
    slot: lines.slots[lines.slotAt[from + i]!]!,
  }));
  const service = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  rows.sort(
    ({ slot: a }, { slot: b }) =>
      a.line - b.line || service(a.service, b.service) || (a.pair ?? 0) - (b.pair ?? 0),
  );
  return rows.map(({ row, slot }) => {
    const line: StatementLine = statement.lines[slot.line]!;
    return [
      'as listed',
      guarded(slot.segment ?? listedSegment(kind)),
      kind.decision,
      line.line_id,
      line.kind,
      slot.service,
      line.charge_ref ?? '',
      String(lines.quantity.at(row)),
      line.unit,
      String(lines.records[row]!),
      line.kind === 'access' ? '' : exactText(lines.tap.at(row), places, decimals),
      minorToText(lines.share.at(row), decimals),
    ];
  });
}

/** Places are written only for what differs: there are millions of cells. */
function compareCells(
  differences: Differences,
  table: string,
  index: number,
  columns: readonly string[],
  found: readonly string[] | null,
  expected: readonly string[],
): void {
  // The length of the table says that a row lacks.
  if (found === null) return;
  columns.forEach((column, i) => {
    if (found[i] !== expected[i]) differences.compare(`${table}[${index}].${column}`, found[i], expected[i]);
  });
}

/** An integer of 10^-places as a decimal, with `shown` decimals or as many more as it needs. */
function exactText(value: bigint, places: number, shown: number): string {
  const text = minorToText(value, places);
  if (places <= shown) return text;
  const kept = text.length - (places - shown);
  return text.slice(0, Math.max(kept, text.replace(/0+$/, '').length)).replace(/\.$/, '');
}

/** Names of segments as CSV files show them (sql/report/text_macros.sql): of their characters only a minus begins a formula. */
function guarded(segment: string): string {
  return segment.startsWith('-') ? `'${segment}` : segment;
}

/** Rows one by one. */
class Rows {
  readonly #batches: ReturnType<typeof rowBatches>;
  #batch: readonly (readonly string[])[] = [];
  #at = 0;
  #read = 0;

  constructor(source: RowSource, name: string, columns: readonly string[]) {
    this.#batches = rowBatches(source, name, columns);
  }

  /** null at the end. */
  async next(): Promise<readonly string[] | null> {
    while (this.#at >= this.#batch.length) {
      const next = await this.#batches.next();
      if (next.done === true) return null;
      this.#batch = next.value.rows;
      this.#at = 0;
    }
    this.#read++;
    return this.#batch[this.#at++]!;
  }

  /** Reads to the end; gives the number of all rows. */
  async total(): Promise<number> {
    while ((await this.next()) !== null);
    return this.#read;
  }
}
