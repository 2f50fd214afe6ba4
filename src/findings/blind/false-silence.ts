/**
 * How many devices look silent only because TAP files are missing: of devices that are active on k days, a share f^k has all of
 * them in the missing files, f being the share of files that are missing, and those that are seen stand for the others
 * (Horvitz and Thompson, Journal of the American Statistical Association 1952). Assumes that files are alike, and that the days of
 * a device lie in different ones.
 */

export interface FalseSilence {
  /** Expected number, of two decimals, and its 95 % interval, rounded outwards. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** `active`: devices that are seen to be active, by number of days. Null where no file is loaded: nothing is known then. */
export function falselySilent(
  active: readonly { readonly days: number; readonly devices: number }[],
  files: { readonly missing: number; readonly loaded: number },
): FalseSilence | null {
  const all = files.missing + files.loaded;
  if (files.loaded === 0) return null;
  if (files.missing === 0) return { estimate: 0, low: 0, high: 0 };
  let [estimate, variance] = [0, 0];
  for (const { days, devices } of active) {
    const unseen = (files.missing / all) ** days;
    estimate += (devices * unseen) / (1 - unseen);
    variance += (devices * unseen) / (1 - unseen) ** 2;
  }
  return {
    estimate: Math.round(estimate * 100) / 100,
    low: Math.max(0, Math.floor(estimate - Z * Math.sqrt(variance))),
    high: Math.ceil(estimate + Z * Math.sqrt(variance)),
  };
}
