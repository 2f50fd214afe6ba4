/**
 * The parties of the generated world, all synthetic (MCC 999). One visited network bills four home partners, each with
 * its own TAP currency, decimals, prices and clock, so that a month holds every combination a settlement meets.
 */

export const VISITED = { name: 'AAA', tadig: 'AAAVP', plmn: '99970' } as const;

/** TAP prices are integers of 10^-decimals TapCurrency. */
interface Tariff {
  /** null: TapCurrency is left out of the file, which means SDR (XDR). */
  readonly currency: string | null;
  readonly decimals: number;
  readonly dataPerMegabyte: number;
  readonly voicePerHalfMinute: number;
  readonly smsMo: number;
  readonly supplementary: number;
  /** Share of originated calls that carry a CAMEL invocation fee, and the fee. */
  readonly camelShare: number;
  readonly camelFee: number;
  /** Tax on originated calls and messages in 10^-7 (TaxRate digits); 0: none. */
  readonly taxRate: number;
  /** Discount on data charges in percent; 0: none. */
  readonly discountPercent: number;
  /** EUR for one unit of the TAP currency: value × 10^-places. */
  readonly exchange: { readonly code: number; readonly places: number; readonly rate: number };
}

export interface Partner {
  readonly name: string;
  readonly tadig: string;
  /** 5 or 6 digits. */
  readonly plmn: string;
  /** Relative number of devices. */
  readonly weight: number;
  /** Digits behind the PLMN that open each block of IMSIs. */
  readonly blocks: { readonly machines: string; readonly people: string; readonly test: string };
  readonly domain: string;
  /** Days (0-based) whose usage is filed a day later; the partner gets a Notification instead. */
  readonly quietDays: readonly number[];
  readonly tariff: Tariff;
}

const EUR_RATE = { code: 0, places: 5, rate: 100_000 };

export const PARTNERS: readonly Partner[] = [
  {
    name: 'BBB',
    tadig: 'BBBHA',
    plmn: '99901',
    weight: 9,
    blocks: { machines: '7', people: '2', test: '90' },
    domain: 'bbbha.example',
    quietDays: [],
    tariff: {
      currency: 'EUR',
      decimals: 5,
      dataPerMegabyte: 380,
      voicePerHalfMinute: 2500,
      smsMo: 1000,
      supplementary: 0,
      camelShare: 0.08,
      camelFee: 1500,
      taxRate: 0,
      discountPercent: 0,
      exchange: EUR_RATE,
    },
  },
  {
    name: 'CCC',
    tadig: 'CCCHB',
    plmn: '99902',
    weight: 5,
    blocks: { machines: '60', people: '1', test: '90' },
    domain: 'ccchb.example',
    quietDays: [],
    tariff: {
      currency: null,
      decimals: 4,
      dataPerMegabyte: 36,
      voicePerHalfMinute: 220,
      smsMo: 95,
      supplementary: 0,
      camelShare: 0,
      camelFee: 0,
      taxRate: 2_100_000,
      discountPercent: 0,
      exchange: { code: 1, places: 4, rate: 11_953 },
    },
  },
  {
    name: 'DDD',
    tadig: 'DDDHC',
    plmn: '999310',
    weight: 4,
    blocks: { machines: '5', people: '3', test: '90' },
    domain: 'dddhc.example',
    quietDays: [],
    tariff: {
      currency: 'USD',
      decimals: 6,
      dataPerMegabyte: 4200,
      voicePerHalfMinute: 27_000,
      smsMo: 11_000,
      supplementary: 500,
      camelShare: 0.12,
      camelFee: 16_000,
      taxRate: 0,
      discountPercent: 0,
      exchange: { code: 2, places: 4, rate: 9214 },
    },
  },
  {
    // A virtual operator inside the PLMN of BBB: only its IMSI range tells it apart.
    name: 'EEE',
    tadig: 'EEEHD',
    plmn: '99901',
    weight: 2,
    blocks: { machines: '55', people: '50', test: '59' },
    domain: 'eeehd.example',
    quietDays: [5, 18],
    tariff: {
      currency: 'EUR',
      decimals: 3,
      dataPerMegabyte: 4,
      voicePerHalfMinute: 26,
      smsMo: 12,
      supplementary: 1,
      camelShare: 0,
      camelFee: 0,
      taxRate: 0,
      discountPercent: 10,
      exchange: EUR_RATE,
    },
  },
];

/** The APNs of a partner: the first two are declared as machine APNs, the rest are not. */
export function apnsOf(partner: Partner): {
  declared: readonly string[];
  hidden: readonly string[];
  people: readonly string[];
} {
  return {
    declared: [`iot0.${partner.domain}`, `fleet.m2m.${partner.domain}`],
    hidden: [`telemetry.${partner.domain}`, `internet.${partner.domain}`],
    people: [`internet.${partner.domain}`, `web.${partner.domain}`],
  };
}

/** AccessPointNameOI of the home network: MNC always with three digits. */
export function apnOperatorId(partner: Partner): string {
  return `mnc${partner.plmn.slice(3).padStart(3, '0')}.mcc${partner.plmn.slice(0, 3)}.gprs`;
}

/** First and last IMSI (15 digits) of a block. */
export function imsiRange(partner: Partner, block: string): readonly [string, string] {
  const head = partner.plmn + block;
  return [head.padEnd(15, '0'), head.padEnd(15, '9')];
}
