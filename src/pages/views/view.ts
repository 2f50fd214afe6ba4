/** What a page is made of: the parts of its address, and a signal for when it is left. */
export interface ViewAt {
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
}

export type View = (at: ViewAt) => Promise<HTMLElement>;
