/**
 * Whether each IMSI has one owner for a whole month (rule 1). Signaling is given to the best match among the agreements of the
 * month, whatever their days; where the best match holds on fewer days than another, events and fees of the other's days are
 * nobody's.
 */
import { RoamsettleError } from '../../errors.ts';
import { dateOfDay } from '../period.ts';
import type { Lint } from './lint.ts';
import type { Agreement, ImsiRange, InForce } from './types.ts';

const CURE = 'Write the later one as a version of the same id, or let it begin on the first of a month.';

type Overlap = (a: readonly ImsiRange[], b: readonly ImsiRange[]) => boolean;

/** IMSIs that both name belong to `taker`, which does not hold on a day that `giver` holds on. */
interface OwnerChange {
  readonly taker: Agreement;
  readonly giver: Agreement;
  /** `taker` matches no better: it is the first by id, and might as well be the other one. */
  readonly isEqual: boolean;
  readonly detail: string;
}

/** Throws AGREEMENT_INVALID where two agreements of the month 'YYYY-MM' name the same home, and the first by id lacks days of the other. */
export function checkOneOwner(held: readonly InForce[], period: string, overlap: Overlap): void {
  const found = ownerChanges(held, period, overlap).find(({ isEqual }) => isEqual);
  if (found === undefined) return;
  const { file, lines } = found.taker;
  const detail = `${found.detail} ${CURE}`;
  throw new RoamsettleError('AGREEMENT_INVALID', detail, { file, line: lines.effective, key: 'term' });
}

/**
 * Months that `checkOneOwner` refuses to settle, and those in which a range or a longer PLMN takes IMSIs out of another's PLMN on days that
 * it does not hold on: they are its own, and owe nothing.
 */
export function ownerLints(held: readonly InForce[], period: string, overlap: Overlap): Lint[] {
  return ownerChanges(held, period, overlap).map(({ taker, giver, isEqual, detail }) => ({
    ...{ lint: 'owner_changes' as const, file: taker.file, line: taker.lines.effective, key: 'term' },
    detail: isEqual
      ? `${detail} That month is refused. ${CURE}`
      : `${detail} On those days they owe ${giver.id} no fee.`,
  }));
}

function ownerChanges(held: readonly InForce[], period: string, overlap: Overlap): OwnerChange[] {
  return held.flatMap((one) =>
    held.flatMap((other): OwnerChange[] => {
      const [taker, giver] = [one.latest, other.latest];
      const day = one === other ? null : dayWithout(one, other);
      if (day === null || !taker.visited.plmns.some((plmn) => giver.visited.plmns.includes(plmn))) return [];
      const inside = isInside(taker, giver);
      const isEqual =
        taker.id < giver.id &&
        (taker.home.plmns.some((plmn) => giver.home.plmns.includes(plmn)) ||
          overlap(taker.home.imsiRanges, giver.home.imsiRanges));
      if (!inside && !isEqual) return [];
      const detail =
        `In ${period} the IMSIs that both ${taker.id} and ${giver.id} (${giver.file}) name belong to ${taker.id}, which ` +
        `does not hold on ${dateOfDay(day)}: whose an IMSI is, is settled for whole months.`;
      return [{ taker, giver, isEqual, detail }];
    }),
  );
}

/** Whether a home network has a range, or a longer PLMN, inside a PLMN of the other's. */
function isInside({ home: inner }: Agreement, { home: outer }: Agreement): boolean {
  return outer.plmns.some(
    (plmn) =>
      inner.plmns.some((longer) => longer !== plmn && longer.startsWith(plmn)) ||
      inner.imsiRanges.some(
        ({ from, to }) =>
          from.length > plmn.length && from.slice(0, plmn.length) <= plmn && plmn <= to.slice(0, plmn.length),
      ),
  );
}

/** First day of the month that `giver` holds on and `taker` does not. */
function dayWithout(taker: InForce, giver: InForce): number | null {
  for (const { fromDay, endDay } of giver.versions)
    for (let day = fromDay; day < endDay; day++)
      if (!taker.versions.some((version) => version.fromDay <= day && day < version.endDay)) return day;
  return null;
}
