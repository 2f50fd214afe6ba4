/** What a device is in a month: days, attachments, axes, decision (docs/rules.md, rules 2 to 6, 8 and 11). */
import { type Month, zoneDay } from './calendar.ts';
import { DECLARED_APN, DECLARED_TAC, type Deal, type Limits, type Version, type When } from './deal.ts';
import { type Known, known, versionOn, versionsIn } from './known.ts';
import { type Life, lifeOf } from './life.ts';
import type { Signal, TapRecord, Traffic } from './traffic.ts';

export interface Device {
  readonly imsi: string;
  readonly records: readonly Known[];
  readonly excluded: boolean;
  readonly device: 'iot' | 'unknown' | 'human';
  readonly decision: 'charge' | 'review' | 'ignore';
  readonly declared: boolean;
  readonly presence: 'permanent' | 'temporary' | 'insufficient_history';
  readonly activity: 'silent' | 'low' | 'normal';
  readonly daysObserved: number;
  readonly daysPresent: number;
  /** Rule 11: iot in the baseline volume_only. */
  readonly volumeOnly: boolean;
  readonly hasTap: boolean;
  /** Rule 8: days and attaches that fees go by, and the version whose fees are due. */
  readonly fee: {
    readonly observed: number;
    readonly present: number;
    readonly attaches: number;
    readonly version: Version;
  };
  /** Segments under a version: of the run, of volume_only. */
  readonly segments: ReadonlyMap<Version, { readonly run: string; readonly volumeOnly: string }>;
}

/** First and last day that the loaded feeds of the visited party reach; null where nothing is loaded. */
export type Coverage = { readonly first: number; readonly last: number } | null;
/** All devices of the month's list, in the order of their IMSIs as text. */
export function devicesOf(deal: Deal, month: Month, traffic: Traffic, coverage: Coverage): Device[] {
  const records = Map.groupBy(known(deal, month, traffic), ({ imsi }) => imsi);
  const signals = Map.groupBy(traffic.signals, ({ imsi }) => imsi);
  return [...new Set([...records.keys(), ...signals.keys()])]
    .sort()
    .flatMap((imsi) =>
      deviceOf(deal, month, traffic, coverage, imsi, records.get(imsi) ?? [], signals.get(imsi) ?? []),
    );
}

function deviceOf(
  deal: Deal,
  month: Month,
  { verdicts }: Traffic,
  coverage: Coverage,
  imsi: string,
  records: readonly Known[],
  signals: readonly Signal[],
): Device[] {
  const inMonth = (day: number) => day >= month.first && day < month.end;
  const now = signals.filter(({ utc }) => inMonth(zoneDay(deal.zone, utc)));
  const seen = records.filter(({ day }) => inMonth(day));
  const charged = records.filter(({ version }) => version !== null);
  if (now.length + seen.length + charged.length === 0) return [];
  // Rule 5: a device that is only charged late is decided on those records.
  const counted = now.length + seen.length === 0 ? charged : seen;
  const life = lifeOf(deal, month, records, signals);
  const latest = versionsIn(deal, month).at(-1)!;
  const excluded = imsi.startsWith(`${deal.prefix}79`) && imsi.length === 15;

  const inRange = deal.declares.range && imsi.startsWith(`${deal.prefix}7`);
  const hasApn = ({ apn }: TapRecord) => deal.declares.apn && apn === DECLARED_APN;
  const hasTac = ({ imei }: { imei: string | null }) =>
    deal.declares.tac && imei?.startsWith(DECLARED_TAC) === true;
  const data = counted.filter(({ service }) => service === 'data');
  const withImei = [...counted, ...now].filter(({ imei }) => imei !== null);
  const words = [
    ...(inRange ? ['declared_imsi_range'] : []),
    ...(data.length > 0 && data.every(hasApn) ? ['declared_apn'] : []),
    ...(withImei.length > 0 && withImei.every(hasTac) ? ['declared_tac'] : []),
  ];
  const declared = imsi !== '' && words.length > 0;

  const sum = (of: (record: Known) => number) => counted.reduce((all, record) => all + of(record), 0);
  const counts = {
    bytes: sum(({ up, down }) => up + down),
    sms: sum(({ service }) => Number(service.startsWith('sms'))),
    calls: sum(({ service }) => Number(service.startsWith('voice') || service === 'volte')),
  };
  const within = ({ bytes, sms, calls }: Limits) =>
    counts.bytes <= (bytes ?? Infinity) &&
    counts.sms <= (sms ?? Infinity) &&
    counts.calls <= (calls ?? Infinity);
  const activity = within(latest.silent) ? 'silent' : within(latest.low) ? 'low' : 'normal';
  const presence = presenceOf(deal, month, life, coverage);

  // Rule 5: a reviewer, the binding declaration, the partner; the model is never sure enough here.
  const word = verdicts.find((one) => one.imsi === imsi)?.word;
  const told =
    word === 'charge' || word === 'ignore'
      ? word === 'charge'
      : deal.binding && declared
        ? true
        : word === undefined
          ? null
          : word === 'accepted';
  const device = told === null ? (deal.reviewAt === 0 ? 'unknown' : 'human') : told ? 'iot' : 'human';
  const isIdle = life.observed.size === 0 && charged.length === 0;
  const decision =
    excluded || imsi === '' || isIdle
      ? 'ignore'
      : device === 'iot'
        ? 'charge'
        : device === 'unknown'
          ? 'review'
          : 'ignore';

  const volumeOnly =
    charged.length > 0 && imsi !== '' && (inRange || charged.some((one) => hasApn(one) || hasTac(one)));
  const rats = new Set(now.map(({ rat }) => rat));
  const axes = { presence, activity, declared, rats, words: device === 'human' ? [] : words };
  const segments = new Map(
    versionsIn(deal, month).map((version) => {
      const human = segmentOf(version, { ...axes, device: 'human' });
      const run = decision === 'charge' ? segmentOf(version, { ...axes, device: 'iot' }) : human;
      const asDeclared = segmentOf(version, { ...axes, device: 'iot', declared: true });
      return [version, { run, volumeOnly: !volumeOnly ? human : decision === 'charge' ? run : asDeclared }];
    }),
  );
  const first = Math.min(...life.fee.observed);
  return [
    {
      imsi,
      records: charged,
      excluded,
      device,
      decision,
      declared,
      presence,
      activity,
      daysObserved: life.observed.size,
      daysPresent: [...life.present].filter(inMonth).length,
      volumeOnly,
      hasTap: counted.length > 0 || charged.length > 0,
      fee: {
        // Without an IMSI nobody owes a fee.
        observed: imsi === '' ? 0 : life.fee.observed.size,
        present: imsi === '' ? 0 : life.fee.present.size,
        attaches: imsi === '' ? 0 : life.fee.attaches,
        version: versionOn(deal, month, first) ?? latest,
      },
      segments,
    },
  ];
}

interface Axes {
  readonly device: 'iot' | 'human';
  readonly presence: string;
  readonly activity: string;
  readonly declared: boolean;
  readonly rats: ReadonlySet<string | null>;
  readonly words: readonly string[];
}

/** Rule 6: the first that fits, '' where none does. */
function segmentOf({ segments }: Version, axes: Axes): string {
  const fits = (when: When) =>
    (when.device ?? axes.device) === axes.device &&
    (when.presence ?? axes.presence) === axes.presence &&
    (when.activity ?? axes.activity) === axes.activity &&
    (when.declared ?? axes.declared) === axes.declared &&
    (when.rat === undefined || when.rat.some((rat) => axes.rats.has(rat))) &&
    (when.detected_by === undefined || when.detected_by.some((word) => axes.words.includes(word)));
  return segments.find(({ when }) => when === null || fits(when))?.name ?? '';
}

function presenceOf(deal: Deal, month: Month, { present }: Life, coverage: Coverage): Device['presence'] {
  const { days, ofLast, maxGap } = deal.permanent;
  const from = month.end - ofLast;
  const window = [...present].filter((day) => day >= from && day < month.end).sort((a, b) => a - b);
  // Absent days before the first, between two, and behind the last.
  const gaps = [from - 1, ...window].map((day, i) => (window[i] ?? month.end) - day - 1);
  if (window.length >= days && Math.max(...gaps) <= maxGap) return 'permanent';
  const isCovered = coverage !== null && coverage.first <= from && coverage.last >= month.end - 1;
  return isCovered ? 'temporary' : 'insufficient_history';
}
