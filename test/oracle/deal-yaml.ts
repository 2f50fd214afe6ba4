/** A random agreement as its document. */
import { dateOf } from './calendar.ts';
import {
  type AccessTerms,
  DECLARED_APN,
  DECLARED_TAC,
  type Deal,
  type Limits,
  type Segment,
  type Terms,
  type UsageTerms,
  type Version,
} from './deal.ts';

function termsText(terms: Terms): string[] {
  const tiers = terms.tiers.map(({ from, price }) => `{ from: ${from}, price: "${price}" }`);
  return [
    `segments: [${terms.segments.join(', ')}]`,
    `model: ${terms.model}`,
    ...(terms.model === 'flat' || terms.model === 'package' ? [`price: "${terms.price}"`] : []),
    ...(tiers.length > 0 ? [`tiers: [${tiers.join(', ')}]`, `tiers_per: ${terms.tiersPer}`] : []),
    ...(tiers.length > 0 ? [`tiers_over: ${terms.tiersOver}`] : []),
    ...(terms.model === 'package' ? [`block: "${terms.block}"`] : []),
    ...(terms.included === null
      ? []
      : [`included: { units: "${terms.included.units}", scope: ${terms.included.scope} }`]),
  ];
}

function usageText(entry: UsageTerms): string {
  const service = entry.service === null ? [] : [`service: ${entry.service}`];
  if (entry.unit === '') return [...service, ...termsText(entry)].join(', ');
  const isData = entry.service === 'data';
  const isCall = !isData && !entry.service!.startsWith('sms');
  return [
    ...service,
    `unit: ${entry.unit}`,
    ...(isData ? [`unit_bytes: ${entry.size}`, `round_up_bytes: ${entry.step}`] : []),
    ...(isData ? [`round_up_per: ${entry.perSession ? 'session' : 'record'}`] : []),
    ...(isCall ? [`increment_seconds: ${entry.step}`] : []),
    ...termsText(entry),
  ].join(', ');
}

function accessText(entry: AccessTerms, minAttachedMinutes: number): string {
  return [
    `per: ${entry.per}`,
    `min_days: ${entry.minDays}`,
    ...(entry.prorated ? ['proration: days'] : []),
    ...(entry.feeDays === 'present' ? ['fee_days: present'] : []),
    ...(minAttachedMinutes > 0 ? [`min_attached_minutes: ${minAttachedMinutes}`] : []),
    ...(entry.cap === null ? [] : [`cap_per_month: "${entry.cap}"`]),
    ...termsText(entry),
  ].join(', ');
}

function segmentText({ name, when }: Segment): string {
  if (when === null) return `{ name: ${name} }`;
  const keys = Object.entries(when).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(', ')}]` : value}`,
  );
  return `{ name: ${name}, when: { ${keys.join(', ')} } }`;
}

function limitsText(limits: Limits): string {
  const keys = Object.entries(limits).filter(([, value]) => value !== null);
  return `{ ${keys.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}

const list = (name: string, entries: readonly string[]): string[] =>
  entries.length > 0 ? [`  ${name}:`, ...entries.map((entry) => `    - { ${entry} }`)] : [`  ${name}: []`];

/** Machines are declared; nobody else can be found to be one, but by the word of a list. */
export function dealYaml(deal: Deal, version: Version): string {
  const { prefix, declares, commitment } = { ...deal, ...version };
  const home = deal.byRange
    ? `plmns: [], imsi_ranges: ["${prefix}000000000-${prefix}999999999", "${prefix}00000000-${prefix}99999999"]`
    : `plmns: ["${deal.plmn}"]`;
  const { days, ofLast, maxGap } = deal.permanent;
  return [
    `id: ${deal.id}`,
    `version: ${version.number}`,
    `effective: ${dateOf(version.from)}`,
    `visited: { name: AAA, tadigs: [${deal.senders.join(', ')}], plmns: ["99970"] }`,
    `home: { name: ${deal.id}, tadigs: [${deal.tadigs.join(', ')}], ${home} }`,
    `term: { from: ${dateOf(deal.versions[0]!.from)}, until: ${dateOf(deal.until)} }`,
    `currency: ${deal.currency}`,
    `settlement: { method: ${deal.method} }`,
    `period: { basis: ${deal.basis}, time_zone: ${deal.zone.name} }`,
    `rounding: { mode: ${deal.mode}, decimals: ${deal.decimals} }`,
    'declared:',
    `  binding: ${deal.binding}`,
    ...(declares.range
      ? [`  imsi_ranges: ["${prefix}700000000-${prefix}799999999", "${prefix}70000000-${prefix}79999999"]`]
      : []),
    ...(declares.apn ? [`  apns: ["${DECLARED_APN}"]`] : []),
    ...(declares.tac ? [`  tacs: ["${DECLARED_TAC}"]`] : []),
    `exclude: { imsi_ranges: ["${prefix}790000000-${prefix}799999999"] }`,
    `detection: { charge_at: 1, review_at: ${deal.reviewAt} }`,
    `presence: { carry_hours: ${deal.carryHours}, permanent: { days: ${days}, of_last: ${ofLast}, max_gap_days: ${maxGap} } }`,
    `activity: { silent: ${limitsText(version.silent)}, low: ${limitsText(version.low)} }`,
    `segments: [${version.segments.map(segmentText).join(', ')}]`,
    'charges:',
    ...list('usage', version.usage.map(usageText)),
    ...list(
      'access',
      version.access.map((entry) => accessText(entry, deal.minAttachedMinutes)),
    ),
    ...(commitment === null
      ? []
      : [
          `commitment: { amount: "${commitment.amount}", counts: [${commitment.counts.join(', ')}], per: ${commitment.per} }`,
        ]),
    `tax: { rate: "${version.tax}" }`,
    '',
  ].join('\n');
}
