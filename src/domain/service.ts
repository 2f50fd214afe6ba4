/** Services of a call event (docs/inputs.md). Position = code, in record batches and in the DuckDB ENUM. */
export const SERVICES = [
  'data',
  'sms_mo',
  'sms_mt',
  'voice_mo',
  'voice_mt',
  'volte',
  'content',
  'location',
  'other',
] as const;
export type Service = (typeof SERVICES)[number];
