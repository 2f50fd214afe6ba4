/**
 * Whether each IMSI has one owner for a whole month (rule 1). Signaling is given to the best match among the agreements of the
 * month, whatever their days; where the best match holds on fewer days than another, events and fees of the other's days
 * would be nobody's.
 */
import { RoamsettleError } from '../../errors.ts';
import { dateOfDay } from '../period.ts';
import type { Agreement, ImsiRange, InForce } from './types.ts';

type Overlap = (a: readonly ImsiRange[], b: readonly ImsiRange[]) => boolean;

/**
 * Checks the agreements of a month 'YYYY-MM', by id. Throws AGREEMENT_INVALID where one takes IMSIs from another on days that it
 * does not hold on itself.
 */
export function checkOneOwner(held: readonly InForce[], period: string, overlap: Overlap): void {
  held.forEach((one, index) => {
    for (const other of held.slice(index + 1)) {
      for (const [taker, giver] of [[one, other] as const, [other, one] as const]) {
        const day = dayWithout(taker, giver);
        if (day === null || !takes(taker.latest, giver.latest, overlap)) continue;
        const { file, lines } = taker.latest;
        const detail =
          `In ${period} the IMSIs that both ${taker.id} and ${giver.id} (${giver.latest.file}) name belong to ${taker.id}, which ` +
          `does not hold on ${dateOfDay(day)}: whose an IMSI is, is settled for whole months. Let what changes on that day be ` +
          'a version of one id, or begin on the first of a month.';
        throw new RoamsettleError('AGREEMENT_INVALID', detail, { file, line: lines.effective, key: 'term' });
      }
    }
  });
}

/** Whether IMSIs of the giver's home belong to the taker: a range beats a PLMN, the longer PLMN the shorter, of equals the first id. */
function takes(taker: Agreement, giver: Agreement, overlap: Overlap): boolean {
  if (!taker.visited.plmns.some((plmn) => giver.visited.plmns.includes(plmn))) return false;
  const equal =
    taker.home.plmns.some((plmn) => giver.home.plmns.includes(plmn)) ||
    overlap(taker.home.imsiRanges, giver.home.imsiRanges);
  return isInside(taker, giver) || (equal && taker.id < giver.id);
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
