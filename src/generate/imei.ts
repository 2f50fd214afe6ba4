/** IMEIs and the forms in which signaling shows them. */

interface Shown {
  /** 15 digits, check digit included. */
  readonly imei: string;
  /** 14, 15 or 16 digits, or empty. */
  readonly signaledImei: string;
}

/** The IMEI of a TAC and a serial of 6 digits. */
export function imeiOf(tac: string, serial: number): string {
  return withCheckDigit(tac + String(serial).padStart(6, '0'));
}

/** The same with another TAC, as far as it was shown before. */
export function withTac({ imei, signaledImei }: Shown, tac: string): Shown {
  const other = withCheckDigit(tac + imei.slice(8, 14));
  const digits = signaledImei.length;
  return { imei: other, signaledImei: digits === 16 ? `${other.slice(0, 14)}01` : other.slice(0, digits) };
}

/** 14 digits and their Luhn digit. */
function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const doubled = Number(digits[i]) * (i % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
}
