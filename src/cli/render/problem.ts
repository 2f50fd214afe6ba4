/** A file that did not load, in two lines: what became of it, then where and why. */
import { printable } from '../../report/format.ts';

interface Problem {
  readonly name: string;
  readonly status: string;
  readonly code: string | null;
  readonly byte_offset: number | null;
  readonly tag_path: string | null;
  readonly detail: string | null;
}

export function problemText(problem: Problem): string {
  const place = [
    ...(problem.byte_offset === null ? [] : [`byte ${problem.byte_offset}`]),
    ...(problem.tag_path ? [printable(problem.tag_path)] : []),
  ].join(', ');
  return `${problem.status} ${printable(problem.name)}\n  ${problem.code} at ${place}: ${printable(problem.detail ?? '')}`;
}
