/** Random agreements over the language. */
import { type Month, NOVEMBER, OCTOBER, ZONES } from './calendar.ts';
import {
  type AccessTerms,
  type Deal,
  type Limits,
  RATS,
  SERVICES,
  type Segment,
  type Service,
  type Terms,
  type UsageTerms,
  type Version,
  type When,
} from './deal.ts';
import type { Random } from './random.ts';

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

/** `months`: those that are settled; versions begin and terms end inside them, or later. */
export function randomDeal(random: Random, number: number, months: readonly Month[]): Deal {
  const two = String(number).padStart(2, '0');
  // Every sixth lives inside the PLMN of the deal before it.
  const byRange = number % 6 === 0;
  const host = byRange ? `990${String(number - 1).padStart(2, '0')}` : `990${two}`;
  const last = months.at(-1)!.end;
  const starts = Array.from({ length: random.of([0, 0, 1, 2]) }, () =>
    random.between(OCTOBER.first + 1, last - 1),
  );
  const from = OCTOBER.first + (random.once(4) ? random.between(1, 27) : 0);
  const days = [...new Set([from, ...starts.filter((day) => day > from)])].sort((a, b) => a - b);
  const end = days.at(-1)!;
  return {
    id: `DEAL-${two}`,
    plmn: host,
    prefix: `${host}${byRange ? 5 : 0}`,
    byRange,
    senders: random.once(4) ? ['AAAVP', 'AAAVQ'] : ['AAAVP'],
    tadigs: random.once(3) ? [`H${two}HA`, `H${two}HB`] : [`H${two}HA`],
    zone: random.of(ZONES),
    basis: random.of(['start_local', 'start_local', 'start_utc', 'file_available'] as const),
    currency: random.of(['EUR', 'USD', 'JPY', 'KWD']),
    mode: random.of(['half_up', 'half_even', 'down'] as const),
    decimals: random.of([0, 2, 2, 3, 6]),
    method: random.of(['replaces_tap', 'net_of_tap'] as const),
    binding: !random.once(6),
    declares: { range: !random.once(5), apn: random.once(3), tac: random.once(3) },
    reviewAt: random.of([0, 1] as const),
    carryHours: random.of([0, 6, 24, 72, 72]),
    permanent: random.of([
      { days: 20, ofLast: 30, maxGap: 7 },
      { days: 5, ofLast: 31, maxGap: 20 },
      { days: 2, ofLast: 10, maxGap: 8 },
      { days: 1, ofLast: 40, maxGap: 92 },
      { days: 3, ofLast: 92, maxGap: 92 },
    ]),
    minAttachedMinutes: random.of([0, 0, 0, 5, 60]),
    // Whole months, far beyond, or inside one of them. Where nobody has a range its IMSIs would be the host's.
    until: random.of([
      last,
      NOVEMBER.end + 30,
      NOVEMBER.end + 30,
      byRange ? last : random.between(end + 1, last),
    ]),
    versions: tellSegments(
      days.map((day, i) => randomVersion(random, i + 1, day)),
      months,
    ),
  };
}

/**
 * Without included units of which nobody could say to which segment's tiers over the term they belong: those of a line, and
 * between months all of them, because a statement shows segments before what is included.
 */
function tellSegments(versions: readonly Version[], months: readonly Month[]): Version[] {
  const plain = <T extends Terms>(entry: T): T =>
    entry.included?.scope === 'line' || months.length > 1 ? { ...entry, included: null } : entry;
  const terms = versions.flatMap(({ usage, access }) => [...usage, ...access]);
  return terms.some(({ tiersPer, tiersOver }) => tiersPer === 'segment' && tiersOver === 'term')
    ? versions.map((one) => ({ ...one, usage: one.usage.map(plain), access: one.access.map(plain) }))
    : [...versions];
}

function randomVersion(random: Random, number: number, from: number): Version {
  const segments = randomSegments(random);
  const names = segments.map(({ name }) => name);
  const others = names.includes('standard') ? random.of(['as_billed', 'free', null, null] as const) : null;
  const priced = others === null ? names : names.filter((name) => name !== 'standard');
  const pers = (['imsi_month', 'imsi_day', 'attach'] as const).filter(() => random.once(2));
  return {
    number,
    from,
    tax: random.of(['0', '0.21', '0.075']),
    silent: limitsOf(random, [0, 500, 2000]),
    low: limitsOf(random, [2000, 5000]),
    segments,
    usage: [
      ...SERVICES.flatMap((service) =>
        random.once(4) || priced.length === 0 ? [] : usageOf(random, service, priced),
      ),
      ...(others === null ? [] : [wholeSegment(others)]),
    ],
    access: pers.flatMap((per) => split(random, names).map((part) => accessOf(random, per, part))),
    commitment: random.once(3)
      ? {
          amount: `${random.between(0, 60)}.5`,
          counts: [random.of(['usage', 'access', 'as_billed']), 'usage'].filter(
            (kind, i, all) => all.indexOf(kind) === i,
          ),
          per: random.of(['period', 'term'] as const),
        }
      : null,
  };
}

function limitsOf(random: Random, bytes: readonly number[]): Limits {
  return {
    bytes: random.of(bytes),
    sms: random.of([null, null, 0, 2]),
    calls: random.of([null, null, 0, 1]),
  };
}

/** Ordered rules; the last one mostly takes who is left. */
function randomSegments(random: Random): Segment[] {
  const ruled = Array.from({ length: random.between(1, 4) }, (_, i): Segment => {
    const when: When = {
      ...(random.once(4) ? { device: random.of(['human', 'unknown'] as const) } : { device: 'iot' }),
      ...(random.once(4) && {
        presence: random.of(['permanent', 'temporary', 'insufficient_history'] as const),
      }),
      ...(random.once(2) && { activity: random.of(['silent', 'low', 'normal'] as const) }),
      ...(random.once(6) && { declared: random.once(2) }),
      ...(random.once(6) && {
        rat: [random.of(RATS), 'NB-IOT'].filter((rat, at, all) => all.indexOf(rat) === at),
      }),
      ...(random.once(8) && {
        detected_by: [random.of(['declared_imsi_range', 'declared_apn', 'declared_tac'])],
      }),
    };
    return { name: `s${i + 1}`, when };
  });
  const machines: Segment[] = random.once(3) ? [] : [{ name: 'machines', when: { device: 'iot' } }];
  const rest: Segment[] = random.once(8) ? [] : [{ name: 'standard', when: null }];
  return [...ruled, ...machines, ...rest];
}

/** The names as one group, or cut in two; a part may be left out. */
function split(random: Random, names: readonly string[]): string[][] {
  const at = random.between(0, names.length);
  const parts = [names.slice(0, at), names.slice(at)].filter((part) => part.length > 0);
  return parts.length > 1 && random.once(4) ? [parts[0]!] : parts;
}

/** One entry for every service of those whom no rule takes. */
function wholeSegment(model: 'as_billed' | 'free'): UsageTerms {
  return {
    ...PLAIN,
    segments: ['standard'],
    model,
    service: null,
    unit: '',
    size: 1,
    step: 1,
    perSession: false,
  };
}

const PLAIN: Omit<Terms, 'segments' | 'model'> = {
  price: '0',
  tiers: [],
  tiersPer: 'line',
  tiersOver: 'period',
  block: '1',
  included: null,
};

function usageOf(random: Random, service: Service, names: readonly string[]): UsageTerms[] {
  const family = service === 'data' ? 'data' : service.startsWith('sms') ? 'events' : 'calls';
  return split(random, names).map((segments) => {
    if (random.once(10))
      return {
        ...PLAIN,
        segments,
        model: 'as_billed',
        service,
        unit: '',
        size: 1,
        step: 1,
        perSession: false,
      };
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
  const prorated = per === 'imsi_month' && random.once(2);
  return {
    ...terms,
    per,
    prorated,
    feeDays: (per === 'imsi_day' || prorated) && random.once(3) ? 'present' : 'observed',
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
