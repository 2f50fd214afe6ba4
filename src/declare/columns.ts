/** Which column of a sheet holds what: named by its heading. */
import { RoamsettleError } from '../errors.ts';
import type { Sheet, SheetRow } from './sheet.ts';
import { masked } from './xlsx.ts';

/** What a column may hold; `plmn` is only held against the IMSIs of its row, `whole_plmn` declares all IMSIs of the network. */
export const KINDS = ['imsi_range', 'imsi_from', 'imsi_to', 'plmn', 'whole_plmn', 'apn', 'tac'] as const;
export type Kind = (typeof KINDS)[number];

/** Rows that a heading is looked for in: titles and notes may stand above it. */
const MAX_HEAD_ROW = 100;
const SHOWN_HEADINGS = 20;

export interface Columns {
  /** Row of the headings. */
  readonly row: number;
  /** Position of each kind that is there. */
  readonly at: ReadonlyMap<Kind, number>;
}

/**
 * The first row that has all headings of `named` (kind → heading); without any, the first with a heading that is a kind's own
 * name (`IMSI range`, `TAC`; case, blanks and underscores aside). Throws DECLARE_INVALID where there is none, where a heading
 * stands twice in it, and where one end of a range is missing.
 */
export function findColumns(sheet: Sheet, file: string, named: ReadonlyMap<Kind, string>): Columns {
  const refuse = (detail: string): never => {
    throw new RoamsettleError('DECLARE_INVALID', detail, { file });
  };
  const wanted = new Map(
    named.size > 0
      ? [...named].map(([kind, heading]) => [kind, heading.trim()])
      : KINDS.filter((kind) => kind !== 'whole_plmn').map((kind) => [kind, kind]),
  );
  const isHeading = (text: string, heading: string) =>
    named.size > 0 ? text.trim() === heading : plain(text) === plain(heading);
  for (const row of sheet.rows.slice(0, MAX_HEAD_ROW)) {
    const at = new Map<Kind, number>();
    for (const [kind, heading] of wanted) {
      const [first, second] = [...row.cells].filter(([, cell]) => isHeading(cell.text, heading));
      if (first === undefined) continue;
      if (second !== undefined)
        return refuse(
          `The heading "${masked(heading)}" stands twice, in ${first[1].at} and ${second[1].at}.`,
        );
      at.set(kind, first[0]);
    }
    if (at.size === 0 || (named.size > 0 && at.size < named.size)) continue;
    if (at.has('imsi_from') !== at.has('imsi_to')) return refuse('imsi_from and imsi_to go together.');
    return { row: row.row, at };
  }
  const found = sheet.rows.find(({ cells }) => cells.size > 1) ?? sheet.rows[0];
  return refuse(
    `No row of the first ${MAX_HEAD_ROW} has ${named.size > 0 ? 'all of the headings' : 'a heading like "IMSI range", "APN" or "TAC"'}: ` +
      `name the columns by --column kind=heading.${found === undefined ? '' : ` Headings seem to be ${headingsOf(found)}.`}`,
  );
}

function headingsOf({ cells }: SheetRow): string {
  const texts = [...cells.values()].map(({ text }) => `"${masked(text.slice(0, 40))}"`);
  return `${texts.slice(0, SHOWN_HEADINGS).join(', ')}${texts.length > SHOWN_HEADINGS ? ' …' : ''}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, '');
}
