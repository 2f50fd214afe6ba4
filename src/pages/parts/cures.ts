/** What can be done about the codes that files carry; asked of the server once. */
import { ask } from '../api.ts';

let known: ReadonlyMap<string, string> | null = null;

/** Cures by code. Throws what `ask` throws. */
export async function curesOf(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  if (known !== null) return known;
  const { errors } = await ask<{ errors: readonly { code: string; cure: string }[] }>('/v1/errors', {
    signal,
  });
  known = new Map(errors.map(({ code, cure }) => [code, cure]));
  return known;
}
