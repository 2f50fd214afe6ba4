/** The format of a dispute pack (docs/pack.md): its members, and the manifest that names them with their digests. */
import { RoamsettleError } from '../errors.ts';
import type { ProgramDigest } from '../runs/sources.ts';

export const FORMAT = 'roamsettle-pack-1';
export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.sig';

/** Members by what they are; those with a name of their own. */
export const MEMBER = {
  readme: 'README.txt',
  publicKey: 'public-key.pem',
  rates: 'rates.csv',
  statement: 'statement.json',
  corrected: 'corrected.json',
  lines: 'lines.csv',
  ddr: 'ddr.csv',
  devices: 'devices.csv',
  measures: 'measures.csv',
  usage: 'usage.csv',
  evidence: 'evidence.ndjson',
  records: 'records.csv',
  events: 'events.csv',
} as const;

/** Member of an agreement version, by the SHA-256 of its text. JSON is YAML: one ending for both. */
export const agreementMember = (digest: string) => `agreements/${digest}.yaml`;
/** Member of the statement of an earlier period of the term. */
export const countedMember = (period: string) => `counted/${period}.json`;

const AGREEMENT = /^agreements\/[0-9a-f]{64}\.yaml$/;
const COUNTED = /^counted\/[0-9]{4}-[0-9]{2}\.json$/;
export const isAgreement = (name: string) => AGREEMENT.test(name);
export const isCounted = (name: string) => COUNTED.test(name);

/** Every pack has them. */
const NEEDED = [
  MEMBER.publicKey,
  MEMBER.statement,
  MEMBER.lines,
  MEMBER.ddr,
  MEMBER.devices,
  MEMBER.measures,
  MEMBER.usage,
] as const;

/** Members of a pack, the two of the signature too. */
export const MAX_MEMBERS = 2000;
/** Bytes of the manifest. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface PackMember {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly run_id: string;
  readonly agreement_id: string;
  readonly period: string;
  /** Whether IMSIs stand as they are or as keyed pseudonyms. */
  readonly imsis: 'plain' | 'pseudonyms';
  /** Charged devices whose evidence is in the pack, and how many are charged. */
  readonly evidence: { readonly devices: number; readonly charged: number };
  /** The program that settled the run. */
  readonly settled_by: ProgramDigest;
  /** Version of the program that wrote the pack. */
  readonly packed_by: string;
  /** Every member but the manifest and its signature, in the order of the archive. */
  readonly members: readonly PackMember[];
}

/** Whether a pack may have a member of this name. Names are compared and never used as paths. */
export function isMemberName(name: string): boolean {
  return (Object.values(MEMBER) as string[]).includes(name) || isAgreement(name) || isCounted(name);
}

/** Throws PACK_INVALID for a text that is no manifest of this format. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text, MANIFEST);
  const fault = faultOf(value);
  if (fault !== null) throw invalid(fault, MANIFEST);
  return value as unknown as Manifest;
}

function faultOf(value: unknown): string | null {
  if (!isRecord(value)) return 'It is no JSON object.';
  if (value.format !== FORMAT) return `This version reads the format ${FORMAT}.`;
  const { run_id, agreement_id, period, imsis, evidence, settled_by, packed_by, members } = value;
  if (!matches(run_id, /^[0-9a-f]{64}$/)) return 'run_id is 64 hexadecimal digits.';
  if (!matches(agreement_id, /^[A-Za-z0-9._-]{1,64}$/)) return 'agreement_id is missing.';
  if (!matches(period, /^(199\d|20\d\d)-(0[1-9]|1[0-2])$/)) return 'period is a month like 2026-10.';
  if (imsis !== 'plain' && imsis !== 'pseudonyms') return 'imsis is plain or pseudonyms.';
  if (!isRecord(evidence) || !isCount(evidence.devices) || !isCount(evidence.charged))
    return 'evidence counts devices.';
  const digests = isRecord(settled_by) ? [settled_by.version, settled_by.lock, settled_by.sources] : [null];
  if (![...digests, packed_by].every((text) => matches(text, /^[0-9A-Za-z.+-]{0,80}$/)))
    return 'settled_by and packed_by name versions.';
  if (!Array.isArray(members) || members.length > MAX_MEMBERS) return 'members is a list.';
  const names = new Set<unknown>();
  for (const member of members as unknown[]) {
    if (!isRecord(member) || !isCount(member.bytes) || !matches(member.sha256, /^[0-9a-f]{64}$/))
      return 'A member has a name, bytes and sha256.';
    if (typeof member.name !== 'string' || !isMemberName(member.name) || names.has(member.name))
      return 'A member has a name that no pack has, or another member has too.';
    names.add(member.name);
  }
  const missing = NEEDED.find((name) => !names.has(name));
  if (missing !== undefined) return `It names no ${missing}.`;
  return [...names].some((name) => isAgreement(name as string)) ? null : 'It names no agreement.';
}

/** Throws PACK_INVALID. */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('It is no valid JSON.', file);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

export function invalid(detail: string, file: string, line?: number): RoamsettleError {
  return new RoamsettleError('PACK_INVALID', detail, { file, ...(line === undefined ? {} : { line }) });
}
