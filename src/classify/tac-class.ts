/**
 * GSMA device types (TAC catalogue) → what they say about who holds the device. Types that serve people and machines
 * alike stay open: a modem or a router proves nothing by itself.
 */

import { identifierToBigint } from '../domain/identifiers.ts';
import type { TacRow } from '../domain/tacs.ts';

const IOT_TYPES = new Set([
  'iot device',
  'm2m',
  'm2m device',
  'module',
  'metering',
  'vehicle',
  'device for the automatic processing of data (apd)',
  'apd',
]);
const HUMAN_TYPES = new Set([
  'smartphone',
  'feature phone',
  'mobile phone/feature phone',
  'mobile phone',
  'handheld',
  'tablet',
  'e-book',
  'connected computer',
  'portable(include pda)',
  'pda',
]);

export type TacClass = 'iot' | 'human' | 'open';

/** Class of a GSMA device type, case and outer spaces aside. */
function tacClass(deviceType: string): TacClass {
  const type = deviceType.trim().toLowerCase();
  if (IOT_TYPES.has(type)) return 'iot';
  if (HUMAN_TYPES.has(type)) return 'human';
  return 'open';
}

/** Catalogue rows as the feature SQL joins them. */
export function classifiedTacs(rows: readonly TacRow[]) {
  return rows.map((row) => ({
    tac: String(identifierToBigint(row.tac)),
    // Reasons are joined by ';', and the model's evidence is JSON put together as text.
    device_type: row.deviceType.replace(/[;\p{Cc}]/gu, ','),
    tac_class: tacClass(row.deviceType),
  }));
}
