/**
 * A month settled by the book, in plain bigint: docs/rules.md, rules 2 to 14, for what deal.ts and traffic.ts can say. It shares
 * no code with the product, and looks at nothing that the product made.
 */
import { dateOf, type Month } from './calendar.ts';
import type { Deal } from './deal.ts';
import { type Coverage, type Device, devicesOf } from './devices.ts';
import { versionsIn } from './known.ts';
import { type Billed, type ExpectedLine, type Placing, settleAs } from './lines.ts';
import { less, minus, plus, type Ratio, ratio, rounded, times, total, whole, ZERO } from './ratio.ts';
import type { Traffic } from './traffic.ts';

export interface Expected {
  readonly devices: readonly Device[];
  readonly lines: readonly ExpectedLine[];
  readonly net: bigint;
  readonly tax: bigint;
  readonly tapInvoiced: bigint;
  readonly tapExact: Ratio;
  readonly volumeOnly: Ratio;
  /** Rule 12, up to net: devices where a step has some. */
  readonly bridge: readonly {
    readonly step: string;
    readonly devices: number | null;
    readonly exact: Ratio;
  }[];
  readonly uplift: {
    readonly before: Ratio;
    readonly after: Ratio;
    readonly charges: string | null;
    readonly devices: string | null;
    readonly silently: string | null;
  };
}

/** Of the month before, in the same term. */
export type Earlier = Pick<Expected, 'lines'>;

export interface Feeds {
  readonly traffic: Traffic;
  readonly coverage: Coverage;
  /** To the currency of the deal. */
  readonly rateOf: (currency: string) => string;
}

export function settleByTheBook(
  deal: Deal,
  month: Month,
  { traffic, coverage, rateOf }: Feeds,
  earlier: readonly Earlier[] = [],
): Expected {
  const listed = devicesOf(deal, month, traffic, coverage);
  const devices = listed.filter(({ excluded }) => !excluded);
  const billed: Billed = (records) =>
    total(
      records.map(({ file, charge, camel, refund }) =>
        times(ratio(rateOf(file.currency ?? 'XDR')), {
          n: BigInt(charge + camel - refund),
          d: 10n ** BigInt(file.decimals),
        }),
      ),
    );
  const counted = earlier.flatMap(({ lines }) => lines);
  const settle = (placing: Placing) => settleAs(deal, month, devices, placing, billed, counted);

  const versions = versionsIn(deal, month);
  const latest = versions.at(-1)!;
  const unit = 10n ** BigInt(deal.decimals);
  // Rule 10: over the term in the month of its last day alone, else over the month.
  const { commitment } = latest;
  const isLastMonth = dateOf(deal.until - 1).startsWith(month.name);
  const isDue = commitment !== null && (commitment.per === 'period' || isLastMonth);
  const short = (lines: readonly ExpectedLine[]): Ratio => {
    if (commitment === null || !isDue) return ZERO;
    const all = commitment.per === 'term' ? [...counted, ...lines] : lines;
    const sum = all
      .filter(({ kind }) => commitment.counts.includes(kind))
      .reduce((minor, line) => minor + line.minor, 0n);
    const rest = plus(ratio(commitment.amount), { n: -sum, d: unit });
    return less(ZERO, rest) ? rest : ZERO;
  };

  const steps = stepsOf(devices, versions).map(({ step, devices: many, placing }) => {
    const lines = settle(placing);
    return { step, devices: many, lines, exact: total(lines.map(({ exact }) => exact)) };
  });
  const pricedLines = steps.at(-1)!.lines;
  const shortfall = short(pricedLines);
  const lines = [
    ...pricedLines,
    ...(less(ZERO, shortfall) ? [commitmentLine(deal, latest.number, shortfall)] : []),
  ];
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const tax = total(
    versions.map(({ number, tax: rate }) => {
      const own = lines.filter(({ version }) => version === number);
      return times({ n: own.reduce((sum, { minor }) => sum + minor, 0n), d: unit }, ratio(rate));
    }),
  );
  const tapExact = billed(devices.flatMap(({ records }) => records));
  const base = steps[0]!;
  const volumeOnlyShort = short(base.lines);
  const volumeOnly = plus(base.exact, volumeOnlyShort);
  return {
    devices: listed,
    lines,
    net,
    tax: rounded(tax, deal.decimals, deal.mode),
    tapInvoiced: rounded(tapExact, deal.decimals, deal.mode),
    tapExact,
    volumeOnly,
    bridge: [
      { step: base.step, devices: base.devices, exact: volumeOnly },
      ...steps.slice(1).map(({ step, devices: many, exact }, i) => ({
        step,
        devices: many,
        exact: minus(exact, steps[i]!.exact),
      })),
      { step: 'commitment', devices: null, exact: minus(shortfall, volumeOnlyShort) },
      { step: 'adjustment', devices: null, exact: ZERO },
      {
        step: 'rounding',
        devices: null,
        exact: minus({ n: net, d: unit }, plus(steps.at(-1)!.exact, shortfall)),
      },
      {
        step: 'net',
        devices: devices.filter(isCharged).length,
        exact: { n: net, d: unit },
      },
    ],
    uplift: upliftOf(devices, base.lines, pricedLines, billed),
  };
}

const isCharged = ({ decision }: Device): boolean => decision === 'charge';

interface Step {
  readonly step: string;
  readonly devices: number;
  readonly placing: Placing;
}

/** Rule 12: who has moved to where the run has it, and who owes its fees there, step by step. */
function stepsOf(devices: readonly Device[], versions: ReturnType<typeof versionsIn>): Step[] {
  const leaves = (one: Device) => one.volumeOnly && !isCharged(one);
  const stays = (one: Device) => one.volumeOnly && isCharged(one);
  const comesWithTap = (one: Device) => !one.volumeOnly && isCharged(one) && one.hasTap;
  const comesWithout = (one: Device) => !one.volumeOnly && isCharged(one) && !one.hasTap;
  const many = (test: (one: Device) => boolean) => devices.filter(test).length;
  const step = (
    name: string,
    count: number,
    moved: (one: Device) => boolean,
    owes: (one: Device, segment: string) => boolean,
  ): Step => ({
    step: name,
    devices: count,
    placing: (device, version) => {
      const { run, volumeOnly } = device.segments.get(version)!;
      return { segment: moved(device) ? run : volumeOnly, access: owes(device, run) };
    },
  });
  const latestFirst = [versions.at(-1)!, ...versions.slice(0, -1)];
  const hasFee = (segment: string) =>
    versions.some(({ access }) => access.some(({ segments }) => segments.includes(segment)));
  const withFees = [
    ...new Set(latestFirst.flatMap(({ segments }) => segments.map(({ name }) => name))),
  ].filter(hasFee);
  const othersOwe = devices.some(
    (one) =>
      !isCharged(one) &&
      versions.some((version) =>
        version.access.some(({ segments }) => segments.includes(one.segments.get(version)!.run)),
      ),
  );
  return [
    step(
      'volume_only',
      many(({ volumeOnly }) => volumeOnly),
      () => false,
      () => false,
    ),
    step('leave_iot_pricing', many(leaves), leaves, () => false),
    ...withFees.map((segment, i) =>
      step(
        `access_fees:${segment}`,
        many((one) => stays(one) && one.segments.get(one.fee.version)!.run === segment),
        leaves,
        (one, own) => stays(one) && withFees.slice(0, i + 1).includes(own),
      ),
    ),
    step(
      'added_with_tap',
      many(comesWithTap),
      (one) => leaves(one) || comesWithTap(one),
      (one) => stays(one) || comesWithTap(one),
    ),
    step('added_without_tap', many(comesWithout), (one) => leaves(one) || isCharged(one), isCharged),
    ...(othersOwe
      ? [
          step(
            'access_fees_of_others',
            many((one) => !isCharged(one)),
            () => true,
            () => true,
          ),
        ]
      : []),
  ];
}

/** Rule 13. */
function upliftOf(
  devices: readonly Device[],
  volumeOnly: readonly ExpectedLine[],
  run: readonly ExpectedLine[],
  billed: Billed,
): Expected['uplift'] {
  const partOf = (lines: readonly ExpectedLine[], imsi: string) =>
    total(lines.flatMap(({ parts }) => parts.get(imsi) ?? []));
  const looked = devices.filter((one) => one.volumeOnly || isCharged(one));
  const before = total(
    looked.map((one) => (one.volumeOnly ? partOf(volumeOnly, one.imsi) : billed(one.records))),
  );
  const after = total(looked.map(({ imsi }) => partOf(run, imsi)));
  const base = whole(BigInt(looked.filter((one) => one.volumeOnly).length));
  const added = looked.filter((one) => !one.volumeOnly);
  const silent = added.filter(({ hasTap }) => !hasTap);
  return {
    before,
    after,
    charges: percent(minus(after, before), before),
    devices: percent(whole(BigInt(added.length)), base),
    silently: percent(whole(BigInt(silent.length)), base),
  };
}

function percent(part: Ratio, base: Ratio): string | null {
  if (base.n === 0n) return null;
  const turn = base.n < 0n ? -1n : 1n;
  const minor = rounded(times(part, { n: 100n * turn * base.d, d: turn * base.n }), 2, 'half_up');
  const digits = String(minor < 0n ? -minor : minor).padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function commitmentLine(deal: Deal, version: number, exact: Ratio): ExpectedLine {
  return {
    version,
    ref: 'commitment',
    kind: 'commitment',
    quantity: 1n,
    included: 0n,
    exact,
    minor: rounded(exact, deal.decimals, deal.mode),
    segments: [],
    shares: new Map(),
    parts: new Map(),
    used: null,
  };
}
