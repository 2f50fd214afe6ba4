/** Entries of `declared` as SQL gets them: those of the agreements, and the blocks of IMSIs that newly found devices share. */
import { apnExpression } from '../../domain/agreement/apns.ts';
import type { Agreement, ImsiRange } from '../../domain/agreement/types.ts';
import { type BlockRules, findBlocks } from './blocks.ts';
import { type DeviceGroup, rowsIn } from './ranged-devices.ts';

export type DeclaredKind = 'imsi_range' | 'apn' | 'tac';

/** By their numbers in sql/ranges. */
export const KINDS: readonly DeclaredKind[] = ['imsi_range', 'apn', 'tac'];

/** A row of sql/ranges/proposal.sql. */
export interface Given {
  readonly no: number;
  readonly kind: number;
  readonly value: string;
  readonly declared: boolean;
  readonly from_row: number;
  readonly until_row: number;
  readonly expression: string | null;
}

/** Blocks of newly found devices, and all that is declared. */
export function entriesOf(
  groups: readonly DeviceGroup[],
  agreements: readonly Agreement[],
  all: readonly Agreement[],
  rules: BlockRules,
): Given[] {
  const given: Given[] = [];
  agreements.forEach((agreement, no) => {
    const { imsiRanges, apns, tacs } = agreement.declared;
    const others = all.filter(({ id }) => id !== agreement.id).flatMap(({ home }) => home.imsiRanges);
    const add = (kind: DeclaredKind, value: string, declared: boolean, more: Partial<Given> = {}) =>
      given.push({
        ...{ no, kind: KINDS.indexOf(kind), value, declared, from_row: 0, until_row: 0, expression: null },
        ...more,
      });
    for (const group of groups.filter((one) => one.no === no)) {
      const ofLength = (ranges: readonly ImsiRange[]) =>
        ranges.filter(({ from }) => from.length === group.digits);
      const home = [
        ...agreement.home.plmns.map((plmn) => ({
          from: plmn.padEnd(group.digits, '0'),
          to: plmn.padEnd(group.digits, '9'),
        })),
        ...ofLength(agreement.home.imsiRanges),
      ];
      const taken = ofLength([...imsiRanges, ...others]);
      for (const { from, to, fromRow, untilRow } of findBlocks(group, home, taken, rules)) {
        const text = (number: number) => String(number).padStart(group.digits, '0');
        const rows = [group.firstRow + fromRow, group.firstRow + untilRow] as const;
        add('imsi_range', `${text(from)}-${text(to)}`, false, rowsOf(rows));
      }
    }
    for (const range of imsiRanges) {
      const group = groups.find((one) => one.no === no && one.digits === range.from.length);
      add('imsi_range', textOf(range), true, group === undefined ? {} : rowsOf(rowsIn(group, range)));
    }
    for (const apn of apns) add('apn', apn, true, { expression: apnExpression([apn]) });
    for (const tac of tacs) add('tac', tac, true);
  });
  return given;
}

function rowsOf([from_row, until_row]: readonly [number, number]): Partial<Given> {
  return { from_row, until_row };
}

export function textOf({ from, to }: ImsiRange): string {
  return `${from}-${to}`;
}
