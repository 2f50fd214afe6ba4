/** The closed vocabularies of signaling events (docs/inputs.md), as they are stored. */

export const INTERFACES: ReadonlySet<string> = new Set(['map', 's6a', 'gtp', 'sbi', 'vlr']);

export const PROCEDURES: ReadonlySet<string> = new Set(
  'SAI UL GPRS_UL CL PURGE AIR ULR CLR PUR NOR CREATE_SESSION DELETE_SESSION AUTH REGISTER DEREGISTER REGISTERED'.split(
    ' ',
  ),
);

export const RATS: ReadonlySet<string> = new Set(['GERAN', 'UTRAN', 'EUTRAN', 'NB-IOT', 'LTE-M', 'NR']);

/** Longest optional texts, in characters. An APN has at most 100 octets (3GPP TS 23.003, 9.1). */
export const TEXT_LIMITS = { cell_max: 64, apn_max: 100, result_max: 64 };
