/** `device-lines.parquet` of a run in words: its places and positions looked up in device list and statements. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../../src/domain/statement.ts';
import { type DeviceRow, readRows } from './month-world.ts';

/** Rows by agreement, IMSI, line of the statement and service. Amounts are decimal text, `tap_amount` without zeros at its end. */
export async function readDeviceLines(run: string): Promise<DeviceRow[]> {
  const devices = await readRows(join(run, 'devices.parquet'));
  const statements = readdirSync(run)
    .filter((name) => name.startsWith('statement-'))
    .map((name) => JSON.parse(readFileSync(join(run, name), 'utf8')) as Statement);
  const rows = (await readRows(join(run, 'device-lines.parquet'))).map((row, position) => {
    const { agreement_id, imsi, segment } = devices[Number(row.place)]!;
    const { lines, terms, parties } = statements.find(({ agreement }) => agreement.id === agreement_id)!;
    const codes = parties.home_tadigs.length;
    const pair = row.pair === '' ? null : Number(row.pair);
    const line = lines[Number(row.line)]!;
    const words = {
      agreement_id: agreement_id!,
      imsi: imsi!,
      line_id: line.line_id,
      kind: line.kind,
      service: row.service!,
      segment: row.segment || segment!,
      home_tadig: pair === null ? '' : parties.home_tadigs[pair % codes]!,
      visited_tadig: pair === null ? '' : parties.visited_tadigs[Math.floor(pair / codes)]!,
      quantity: row.quantity!,
      records: row.records!,
      tap_amount:
        line.kind === 'access' ? '' : decimal(row.tap!, Number(row.tap_places)).replace(/\.?0+$/, ''),
      amount: decimal(row.share!, terms.rounding.decimals),
    };
    return { words, order: [Number(row.place), Number(row.line), position] as const };
  });
  rows.sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2]);
  return rows.map(({ words }) => words);
}

/** `-5`, 3 → `-0.005`. */
function decimal(integer: string, places: number): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(integer) ?? [];
  const padded = digits.padStart(places + 1, '0');
  return `${sign}${padded.slice(0, padded.length - places)}${places > 0 ? `.${padded.slice(-places)}` : ''}`;
}
