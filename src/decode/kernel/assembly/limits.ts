/** Largest values of a regular event; what is above goes to the general walkers. */
export const MAX_DURATION: i64 = 1_000_000_000;
export const MAX_CODE: i64 = 0x7fff_ffff;
export const MAX_VOLUME: i64 = 0x1f_ffff_ffff_ffff;
