/** MobileTerminatedCall [10]: voice or a short message received by the roamer. */
import { circuitCall } from './circuit-call.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';

export function mobileTerminatedCall(d: TapState): void {
  circuitCall(d, Tag.MtBasicCallInformation);
}
