/**
 * Several agreements together: versions of one id, traffic that two would both price, and which are in force when.
 */
import { RoamsettleError } from '../../errors.ts';
import { dayOfDate, isPeriod, parsePeriod } from '../period.ts';
import { checkBalance, isBalanced } from './balance.ts';
import type { Lint } from './lint.ts';
import { checkOneOwner, ownerLints } from './owners.ts';
import { countsTerm } from './term.ts';
import type { Agreement, ImsiRange, InForce } from './types.ts';

/** An agreement version and the days it holds, half-open, YYYY-MM-DD (which sort as text). */
interface Version {
  readonly agreement: Agreement;
  readonly from: string;
  readonly until: string;
}

/**
 * Checks a set of agreements. Throws AGREEMENT_CONFLICT for two versions of one id that share number or date, and for two
 * ids that cover the same traffic on one day (docs/rules.md, rules 1 and 7); AGREEMENT_INVALID for a version that begins a new
 * term before the commitment of the old one is due.
 */
export function checkAgreementSet(agreements: readonly Agreement[]): void {
  const versions = versionsOf(agreements);
  checkTermsEnd(versions);
  const rangesOf = new Map(
    versions.map(({ agreement }) => [agreement, sortedRanges(agreement.home.imsiRanges)]),
  );
  versions.forEach((a, index) => {
    for (const b of versions.slice(index + 1)) {
      if (a.agreement.id === b.agreement.id || a.from >= b.until || b.from >= a.until) continue;
      const shared = sharedTraffic(a.agreement, b.agreement, rangesOf);
      if (shared === null) continue;
      const detail =
        `${a.agreement.id} (${a.agreement.file}) and ${b.agreement.id} (${b.agreement.file}) both cover ${shared} ` +
        `from ${a.from > b.from ? a.from : b.from}.`;
      throw new RoamsettleError('AGREEMENT_CONFLICT', detail, { file: b.agreement.file });
    }
  });
}

/** A shortfall is due in the term's last period (rule 10), which another version may keep from ever coming. */
function checkTermsEnd(versions: readonly Version[]): void {
  versions.forEach(({ agreement: old, until }, index) => {
    const next = versions[index + 1]?.agreement;
    if (next?.id !== old.id || old.commitment?.per !== 'term') return;
    if (next.term.from === old.term.from || until === old.term.until) return;
    const detail =
      `Version ${next.version} of ${next.id} begins a new term on ${next.term.from}, and the term of version ${old.version} (${old.file}) ` +
      `lasts until ${old.term.until}: what that one committed to would be due in no month. Let its term end on ` +
      `${next.effective}, or keep its \`term.from\`.`;
    throw new RoamsettleError('AGREEMENT_INVALID', detail, {
      file: next.file,
      line: next.lines.effective,
      key: 'effective',
    });
  });
}

/** Checks every month that more than one version of an id holds in. Throws AGREEMENT_INVALID as `versionsInForce`. */
export function checkVersionMonths(agreements: readonly Agreement[]): void {
  const versions = versionsOf(agreements);
  versions.forEach(({ agreement, until }, index) => {
    const next = versions[index + 1]?.agreement;
    if (next?.id !== agreement.id) return;
    const month = next.effective.slice(0, 7);
    if (until > `${month}-01` && next.effective > `${month}-01`) checkOneMonth(agreement, next, month);
  });
}

/**
 * The agreement versions in force in a month 'YYYY-MM' with their days, one entry an id, by id. Throws PERIOD_INVALID,
 * AGREEMENT_CONFLICT for versions that share number or date, AGREEMENT_NONE where none holds, AGREEMENT_INVALID where
 * versions of one month differ in what a statement has once: it settles one pair of parties in one currency and period.
 */
export function versionsInForce(agreements: readonly Agreement[], period: string): InForce[] {
  const held = heldIn(agreements, period);
  if (held.length === 0) throw new RoamsettleError('AGREEMENT_NONE', `The period is ${period}.`);
  for (const { versions } of held) {
    versions.forEach((version, index) => {
      for (const before of versions.slice(0, index).reverse())
        checkOneMonth(before.agreement, version.agreement, period);
    });
  }
  return held;
}

/** Checks that balanced traffic finds its other direction, in the month or at any time. Throws what `checkBalance` throws. */
export function checkDirections(agreements: readonly Agreement[], period?: string): void {
  if (period !== undefined) {
    checkBalance(
      heldIn(agreements, period).flatMap(({ versions }) => versions),
      period,
    );
    return;
  }
  checkBalance(
    versionsOf(agreements).map(({ agreement, from, until }) => ({
      agreement,
      fromDay: dayOfDate(from),
      endDay: dayOfDate(until),
    })),
  );
}

/** Checks who owns an IMSI in the month. Throws what `checkOneOwner` throws. */
export function checkOwners(agreements: readonly Agreement[], period: string): void {
  checkOneOwner(heldIn(agreements, period), period, rangesOverlap);
}

/** Months in which IMSIs belong to an agreement that does not hold on all days of the one they would belong to else. */
export function lintOwners(agreements: readonly Agreement[]): Lint[] {
  return monthsOfChange(agreements).flatMap((month) =>
    ownerLints(heldIn(agreements, month), month, rangesOverlap),
  );
}

/** A term may lie on years that no period has, as one without an end until 9999-12-31. */
function monthsOfChange(agreements: readonly Agreement[]): string[] {
  const days = versionsOf(agreements).flatMap(({ from, until }) => [from, until]);
  return [...new Set(days.map((day) => day.slice(0, 7)))].filter(isPeriod).sort();
}

function heldIn(agreements: readonly Agreement[], period: string): InForce[] {
  const { firstDay, endDay } = parsePeriod(period);
  const held: InForce[] = [];
  for (const { agreement, from, until } of versionsOf(agreements)) {
    const days = {
      fromDay: Math.max(dayOfDate(from), firstDay),
      endDay: Math.min(dayOfDate(until), endDay),
    };
    if (days.fromDay >= days.endDay) continue;
    const before = held.at(-1)?.id === agreement.id ? held.pop()!.versions : [];
    held.push({ id: agreement.id, latest: agreement, versions: [...before, { agreement, ...days }] });
  }
  return held;
}

/** Parts that all versions of a month have in common, as they are compared: the order of a list says nothing. */
const COMMON: Readonly<Record<string, (agreement: Agreement) => unknown>> = {
  visited: ({ visited }) => ({ ...visited, tadigs: sorted(visited.tadigs), plmns: sorted(visited.plmns) }),
  home: ({ home }) => ({
    name: home.name,
    tadigs: sorted(home.tadigs),
    plmns: sorted(home.plmns),
    ranges: sortedRanges(home.imsiRanges),
  }),
  currency: ({ currency }) => currency,
  settlement: ({ settlement }) => settlement,
  period: ({ period }) => period,
  rounding: ({ rounding }) => rounding,
  exclude: ({ exclude }) => sortedRanges(exclude.imsiRanges),
};

/** What the access entries of an agreement have in common, and those of its versions in a month; null where there are none. */
export function minAttachedMinutes(versions: readonly Pick<Agreement, 'charges'>[]): number | null {
  return versions.flatMap(({ charges }) => charges.access)[0]?.minAttachedMinutes ?? null;
}

function checkOneMonth(a: Agreement, b: Agreement, period: string): void {
  const place = { file: b.file, line: b.lines.effective, key: 'effective' };
  if (isBalanced(a) || isBalanced(b)) {
    const detail =
      `Version ${b.version} of ${b.id} begins inside ${period}: balanced traffic is compared over whole months. ` +
      'Let the version begin on the first of a month.';
    throw new RoamsettleError('AGREEMENT_INVALID', detail, place);
  }
  const [steered, others] = [minAttachedMinutes([a]), minAttachedMinutes([b])];
  const part =
    Object.keys(COMMON).find((key) => JSON.stringify(COMMON[key]!(a)) !== JSON.stringify(COMMON[key]!(b))) ??
    // A version without access entries has none, and fits any.
    (steered !== null && others !== null && steered !== others
      ? 'min_attached_minutes of charges.access'
      : undefined) ??
    // A new term would begin before what the old one committed to is due.
    ([a, b].some(countsTerm) && a.term.from !== b.term.from
      ? 'term.from, which a commitment or tiers count from,'
      : undefined);
  if (part === undefined) return;
  const detail =
    `Version ${b.version} of ${b.id} begins inside ${period} and differs in ${part} from version ${a.version} ` +
    `(${a.file}): in one month it must be the same. Let the version begin on the first of a month.`;
  throw new RoamsettleError('AGREEMENT_INVALID', detail, place);
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort(textOrder);
}

/** By id, then date: each version holds until the next one's date, and never beyond its own term. */
function versionsOf(agreements: readonly Agreement[]): Version[] {
  const sorted = [...agreements].sort((a, b) => textOrder(a.id, b.id) || textOrder(a.effective, b.effective));
  const numbers = new Map<string, Agreement>();
  return sorted.flatMap((agreement, index) => {
    const key = `${agreement.id} ${agreement.version}`;
    const twin = numbers.get(key);
    if (twin !== undefined) throw versionConflict(twin, agreement, `the version ${agreement.version}`);
    numbers.set(key, agreement);
    const after = sorted[index + 1];
    const next = after?.id === agreement.id ? after : undefined;
    if (next?.effective === agreement.effective)
      throw versionConflict(agreement, next, `the date ${next.effective}`);
    const { until } = agreement.term;
    return [
      {
        agreement,
        from: agreement.effective,
        until: next !== undefined && next.effective < until ? next.effective : until,
      },
    ];
  });
}

function versionConflict(a: Agreement, b: Agreement, what: string): RoamsettleError {
  const detail = `${a.file} and ${b.file} are both ${a.id} with ${what}.`;
  return new RoamsettleError('AGREEMENT_CONFLICT', detail, { file: b.file });
}

/** One phrase for what both cover, or null. A range inside the other's PLMN, or a longer PLMN, is no conflict. */
function sharedTraffic(
  a: Agreement,
  b: Agreement,
  rangesOf: ReadonlyMap<Agreement, readonly ImsiRange[]>,
): string | null {
  const visitedTadig = common(a.visited.tadigs, b.visited.tadigs);
  const homeTadig = common(a.home.tadigs, b.home.tadigs);
  if (visitedTadig !== null && homeTadig !== null) return `TAP from ${visitedTadig} to ${homeTadig}`;
  const visitedPlmn = common(a.visited.plmns, b.visited.plmns);
  if (visitedPlmn === null) return null;
  const homePlmn = common(a.home.plmns, b.home.plmns);
  if (homePlmn !== null) return `signaling of PLMN ${homePlmn} in ${visitedPlmn}`;
  return rangesOverlap(rangesOf.get(a) ?? [], rangesOf.get(b) ?? [])
    ? `signaling in ${visitedPlmn} of IMSI ranges that overlap`
    : null;
}

function common(a: readonly string[], b: readonly string[]): string | null {
  return a.find((value) => b.includes(value)) ?? null;
}

/** By length of the digits, then start: ranges of different length never overlap. */
function sortedRanges(ranges: readonly ImsiRange[]): ImsiRange[] {
  return [...ranges].sort((a, b) => a.from.length - b.from.length || textOrder(a.from, b.from));
}

/** Each list may overlap with itself, which changes nothing. */
function rangesOverlap(a: readonly ImsiRange[], b: readonly ImsiRange[]): boolean {
  const merged = sortedRanges([...a, ...b]);
  const inA = new Set(a);
  let lastA: ImsiRange | null = null;
  let lastB: ImsiRange | null = null;
  for (const range of merged) {
    const other: ImsiRange | null = inA.has(range) ? lastB : lastA;
    if (other !== null && other.from.length === range.from.length && other.to >= range.from) return true;
    if (inA.has(range)) lastA = further(lastA, range);
    else lastB = further(lastB, range);
  }
  return false;
}

/** The range of the current length that reaches furthest. */
function further(last: ImsiRange | null, range: ImsiRange): ImsiRange {
  return last !== null && last.to.length === range.to.length && last.to > range.to ? last : range;
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
