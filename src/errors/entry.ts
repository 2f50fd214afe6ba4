/** The shape of an entry of the registry. */
export interface ErrorEntry {
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What the user can do about it. */
  readonly cure: string;
  readonly http: number;
  /** 1 refused input or failed check, 2 usage. */
  readonly exit: 1 | 2;
}

/** 422 and exit code 1 where nothing is said. */
export const entry = (message: string, cure: string, http = 422, exit: 1 | 2 = 1): ErrorEntry => ({
  message,
  cure,
  http,
  exit,
});
