/** Random agreements over the language of contracts.md, and their YAML. */
import type { Random } from './random.ts';

export const SERVICES = ['data', 'sms_mo', 'sms_mt', 'voice_mo', 'voice_mt', 'volte'] as const;
export type Service = (typeof SERVICES)[number];
export type Mode = 'half_up' | 'half_even' | 'down';
type Model = 'flat' | 'graduated' | 'volume' | 'package' | 'free';

export interface Terms {
  readonly segments: readonly string[];
  readonly model: Model;
  readonly price: string;
  readonly tiers: readonly { readonly from: string; readonly price: string }[];
  readonly tiersPer: 'line' | 'segment';
  /** The term begins in the month: they go on from one version to the next. */
  readonly tiersOver: 'period' | 'term';
  readonly block: string;
  readonly included: { readonly units: string; readonly scope: 'imsi' | 'line' } | null;
}

export interface UsageTerms extends Terms {
  readonly service: Service;
  readonly unit: string;
  /** Base units in a unit. */
  readonly size: number;
  /** Base units that a record, session or call is rounded up to. */
  readonly step: number;
  readonly perSession: boolean;
}

export interface AccessTerms extends Terms {
  readonly per: 'imsi_month' | 'imsi_day';
  readonly prorated: boolean;
  readonly minDays: number;
  readonly cap: string | null;
}

export interface Segment {
  readonly name: string;
  /** Of a machine: its activity, or any. */
  readonly activity: 'silent' | 'low' | null;
}

export interface Deal {
  readonly id: string;
  readonly plmn: string;
  readonly tadigs: readonly string[];
  readonly zone: { readonly name: string; readonly minutes: number };
  readonly basis: 'start_local' | 'start_utc';
  readonly currency: string;
  readonly mode: Mode;
  readonly decimals: number;
  readonly method: 'replaces_tap' | 'net_of_tap';
  /** By date: one, or more that follow each other inside the month. */
  readonly versions: readonly Version[];
}

export interface Version {
  readonly number: number;
  /** First day in the month; that of the first version is the first of the term. */
  readonly firstDay: number;
  readonly tax: string;
  readonly silentBytes: number;
  readonly lowBytes: number;
  /** Of machines; humans are settled in `standard`. */
  readonly segments: readonly Segment[];
  readonly usage: readonly UsageTerms[];
  readonly standardAsBilled: boolean;
  readonly access: readonly AccessTerms[];
  readonly commitment: { readonly amount: string; readonly counts: readonly string[] } | null;
}

/** Zones without daylight saving, so that the oracle knows them by heart. */
const ZONES = [
  { name: 'UTC', minutes: 0 },
  { name: 'Etc/GMT+11', minutes: -660 },
  { name: 'Asia/Kathmandu', minutes: 345 },
  { name: 'Pacific/Kiritimati', minutes: 840 },
] as const;

const UNITS = {
  data: [
    { unit: 'byte', size: 1 },
    { unit: 'kB', size: 1000 },
    { unit: 'kB', size: 1024 },
    { unit: 'MB', size: 1_048_576 },
  ],
  calls: [
    { unit: 'second', size: 1 },
    { unit: 'minute', size: 60 },
  ],
  events: [{ unit: 'event', size: 1 }],
} as const;

export function randomDeal(random: Random, number: number): Deal {
  const two = String(number).padStart(2, '0');
  const starts = [...new Set(Array.from({ length: random.of([0, 0, 1, 2]) }, () => random.between(2, 31)))];
  const days = [random.once(4) ? random.between(2, 28) : 1, ...starts].sort((a, b) => a - b);
  const firstDays = days.filter((day, i) => day !== days[i - 1]);
  return {
    id: `DEAL-${two}`,
    plmn: `990${two}`,
    tadigs: random.once(3) ? [`H${two}HA`, `H${two}HB`] : [`H${two}HA`],
    zone: random.of(ZONES),
    basis: random.of(['start_local', 'start_utc'] as const),
    currency: random.of(['EUR', 'USD', 'JPY']),
    mode: random.of(['half_up', 'half_even', 'down'] as const),
    decimals: random.of([0, 2, 2, 3]),
    method: random.of(['replaces_tap', 'net_of_tap'] as const),
    versions: tellSegments(firstDays.map((day, i) => randomVersion(random, i + 1, day))),
  };
}

/** Without line-wide units, of which nobody could say to which segment's tiers over the term they belong. */
function tellSegments(versions: readonly Version[]): Version[] {
  const plain = <T extends Terms>(entry: T): T =>
    entry.included?.scope === 'line' ? { ...entry, included: null } : entry;
  const terms = versions.flatMap(({ usage, access }) => [...usage, ...access]);
  return terms.some(({ tiersPer, tiersOver }) => tiersPer === 'segment' && tiersOver === 'term')
    ? versions.map((one) => ({ ...one, usage: one.usage.map(plain), access: one.access.map(plain) }))
    : [...versions];
}

function randomVersion(random: Random, number: number, firstDay: number): Version {
  const byActivity = random.once(2);
  const segments: Segment[] = byActivity
    ? [
        { name: 'silent', activity: 'silent' },
        { name: 'low', activity: 'low' },
        { name: 'machines', activity: null },
      ]
    : [{ name: 'machines', activity: null }];
  const names = segments.map(({ name }) => name);
  return {
    number,
    firstDay,
    tax: random.of(['0', '0.21', '0.075']),
    silentBytes: random.of([0, 500, 2000]),
    lowBytes: random.of([2000, 5000]),
    segments,
    usage: SERVICES.flatMap((service) => (random.once(4) ? [] : usageOf(random, service, names))),
    standardAsBilled: random.once(2),
    access: (['imsi_month', 'imsi_day'] as const).flatMap((per) =>
      random.once(3) ? [] : split(random, names).map((part) => accessOf(random, per, part)),
    ),
    commitment: random.once(3)
      ? {
          amount: `${random.between(0, 60)}.5`,
          counts: [random.of(['usage', 'access', 'as_billed']), 'usage'].filter(
            (kind, i, all) => all.indexOf(kind) === i,
          ),
        }
      : null,
  };
}

/** The names as one group, or cut in two; a part may be left out. */
function split(random: Random, names: readonly string[]): string[][] {
  const at = random.between(0, names.length);
  const parts = [names.slice(0, at), names.slice(at)].filter((part) => part.length > 0);
  return parts.length > 1 && random.once(4) ? [parts[0]!] : parts;
}

function usageOf(random: Random, service: Service, names: readonly string[]): UsageTerms[] {
  const family = service === 'data' ? 'data' : service.startsWith('sms') ? 'events' : 'calls';
  return split(random, names).map((segments) => {
    const { unit, size } = random.of<{ unit: string; size: number }>(UNITS[family]);
    const step =
      family === 'data' ? random.of([1, 100, 1024]) : family === 'calls' ? random.of([1, 7, 60]) : 1;
    return {
      ...termsOf(random, segments, family === 'data' && size === 1 ? 1000 : 1, size),
      service,
      unit,
      size,
      step,
      perSession: family === 'data' ? random.once(2) : step > 1,
    };
  });
}

function accessOf(random: Random, per: AccessTerms['per'], segments: readonly string[]): AccessTerms {
  const terms = termsOf(random, segments, 1, 1);
  const hasCap =
    per === 'imsi_day' && terms.model === 'flat' && terms.included?.scope !== 'line' && random.once(2);
  return {
    ...terms,
    per,
    prorated: per === 'imsi_month' && random.once(2),
    minDays: random.of([1, 1, 2, 3]),
    cap: hasCap ? priceOf(random) : null,
  };
}

/** Often half a unit of a last decimal, so that the modes of rounding part ways. */
function priceOf(random: Random): string {
  return random.of([
    '0.005',
    '0.0005',
    '0.5',
    `0.${String(random.between(1, 999)).padStart(4, '0')}`,
    `${random.between(0, 3)}.${random.between(0, 99)}`,
  ]);
}

/** `scale`: units that quantities of the month come in; `size`: base units in a unit. */
function termsOf(random: Random, segments: readonly string[], scale: number, size: number): Terms {
  const model = random.of(['flat', 'flat', 'graduated', 'volume', 'package', 'free'] as const);
  const bounds = [...new Set([1, 2, 3].map(() => random.between(1, 12)))].sort((a, b) => a - b);
  const tiered = model === 'graduated' || model === 'volume';
  const units = String(random.between(0, 3) * scale);
  return {
    segments,
    model,
    price: priceOf(random),
    tiers: tiered
      ? [0, ...bounds].map((from) => ({ from: String(from * scale), price: priceOf(random) }))
      : [],
    tiersPer: tiered && random.once(3) ? 'segment' : 'line',
    tiersOver: tiered && random.once(3) ? 'term' : 'period',
    block: size % 2 === 0 && random.once(3) ? '0.5' : String(random.between(1, 5) * scale),
    included:
      model !== 'free' && random.once(3) ? { units, scope: random.of(['imsi', 'line'] as const) } : null,
  };
}

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
  const isData = entry.service === 'data';
  const isCall = !isData && !entry.service.startsWith('sms');
  return [
    `service: ${entry.service}`,
    `unit: ${entry.unit}`,
    ...(isData ? [`unit_bytes: ${entry.size}`, `round_up_bytes: ${entry.step}`] : []),
    ...(isData ? [`round_up_per: ${entry.perSession ? 'session' : 'record'}`] : []),
    ...(isCall ? [`increment_seconds: ${entry.step}`] : []),
    ...termsText(entry),
  ].join(', ');
}

function accessText(entry: AccessTerms): string {
  return [
    `per: ${entry.per}`,
    `min_days: ${entry.minDays}`,
    ...(entry.prorated ? ['proration: days'] : []),
    ...(entry.cap === null ? [] : [`cap_per_month: "${entry.cap}"`]),
    ...termsText(entry),
  ].join(', ');
}

/** Machines are declared by IMSI range and bound; nobody else can be found to be one. */
export function dealYaml(deal: Deal, version: Version): string {
  const dateOf = ({ firstDay }: Version) => `2026-10-${String(firstDay).padStart(2, '0')}`;
  const segments = version.segments.map(
    ({ name, activity }) =>
      `{ name: ${name}, when: { device: iot${activity === null ? '' : `, activity: ${activity}`} } }`,
  );
  const usage = version.usage.map((entry) => `    - { ${usageText(entry)} }`);
  if (version.standardAsBilled) usage.push('    - { segments: [standard], model: as_billed }');
  const access = version.access.map((entry) => `    - { ${accessText(entry)} }`);
  const { commitment } = version;
  return [
    `id: ${deal.id}`,
    `version: ${version.number}`,
    `effective: ${dateOf(version)}`,
    'visited: { name: AAA, tadigs: [AAAVP], plmns: ["99970"] }',
    `home: { name: ${deal.id}, tadigs: [${deal.tadigs.join(', ')}], plmns: ["${deal.plmn}"] }`,
    `term: { from: ${dateOf(deal.versions[0]!)}, until: 2027-01-01 }`,
    `currency: ${deal.currency}`,
    `settlement: { method: ${deal.method} }`,
    `period: { basis: ${deal.basis}, time_zone: ${deal.zone.name} }`,
    `rounding: { mode: ${deal.mode}, decimals: ${deal.decimals} }`,
    `declared: { imsi_ranges: ["${deal.plmn}7000000000-${deal.plmn}7999999999"] }`,
    `exclude: { imsi_ranges: ["${deal.plmn}7900000000-${deal.plmn}7999999999"] }`,
    'detection: { charge_at: 1, review_at: 1 }',
    `activity: { silent: { bytes: ${version.silentBytes} }, low: { bytes: ${version.lowBytes} } }`,
    `segments: [${[...segments, '{ name: standard }'].join(', ')}]`,
    'charges:',
    ...(usage.length > 0 ? ['  usage:', ...usage] : ['  usage: []']),
    ...(access.length > 0 ? ['  access:', ...access] : ['  access: []']),
    ...(commitment === null
      ? []
      : [
          `commitment: { amount: "${commitment.amount}", counts: [${commitment.counts.join(', ')}], per: period }`,
        ]),
    `tax: { rate: "${version.tax}" }`,
    '',
  ].join('\n');
}
