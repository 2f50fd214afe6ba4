/** The service of an event: its kind, and of calls whether the teleservice is a short message. */
import * as G from '../grammar';

/** Teleservices 21 and 22, point to point, as ASCII digits in a word. */
const TERMINATED: u16 = 0x3132;
const ORIGINATED: u16 = 0x3232;

export function isShortMessage(at: u32, octets: u32): bool {
  if (octets !== 2) return false;
  const code = load<u16>(at);
  return code === TERMINATED || code === ORIGINATED;
}

/** `event` is the state that the event's tag opens. */
export function serviceOf(event: i32, isShort: bool): u32 {
  if (event === G.IN_GPRS) return G.DATA;
  if (event === G.IN_ORIGINATED) return isShort ? G.SMS_MO : G.VOICE_MO;
  return isShort ? G.SMS_MT : G.VOICE_MT;
}
