/** A template with its marks as plain numbers: what the writer of records reads at every record. */
import type { Template } from './template.ts';

export class Shape {
  readonly octets: Uint8Array;
  /** Offsets of the values; -1 is a member that the shape lacks. */
  readonly imsi: number;
  readonly msisdn: number;
  readonly imei: number;
  readonly pdp: number;
  readonly apn: number;
  readonly start: number;
  readonly startCode: number;
  readonly context: number;
  readonly contextCode: number;
  readonly duration: number;
  readonly partial: number;
  readonly reference: number;
  readonly serving: number;
  readonly gateway: number;
  readonly area: number;
  readonly cell: number;
  readonly down: number;
  readonly up: number;
  readonly charge: number;
  readonly chargeable: number;
  readonly charged: number;
  readonly tax: number;
  readonly taxable: number;

  constructor({ octets, at }: Template) {
    const mark = (name: string): number => at[name] ?? -1;
    this.octets = octets;
    this.imsi = mark('imsi');
    this.msisdn = mark('msisdn');
    this.imei = mark('imei');
    this.pdp = mark('pdp');
    this.apn = mark('apn');
    this.start = mark('start');
    this.startCode = mark('startCode');
    this.context = mark('context');
    this.contextCode = mark('contextCode');
    this.duration = mark('duration');
    this.partial = mark('partial');
    this.reference = mark('reference');
    this.serving = mark('serving');
    this.gateway = mark('gateway');
    this.area = mark('area');
    this.cell = mark('cell');
    this.down = mark('down');
    this.up = mark('up');
    this.charge = mark('charge');
    this.chargeable = mark('chargeable');
    this.charged = mark('charged');
    this.tax = mark('tax');
    this.taxable = mark('taxable');
  }
}

/** The lowest `octets` octets of a natural number, highest first. */
export function put(bytes: Uint8Array, at: number, octets: number, natural: number): void {
  if (at < 0) return;
  let rest = natural;
  for (let i = at + octets - 1; i >= at; i--) {
    bytes[i] = rest;
    rest >>>= 8;
  }
}
