/** A progress bar on a terminal, nothing elsewhere; always on standard error. */
import { SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** `label` is shown before the bar. Silent where standard error is no terminal. */
export function progressBar(label: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: `${label} {bar} {value}/{total} {eta_formatted}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    update(done, total) {
      if (!started) {
        bar.start(total, done);
        started = true;
      } else bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

/** Shows the stage under way on a terminal. */
export function stageLine(stage: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${stage} …`);
}

export function clearStageLine(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

/** Shows on a terminal what the server does before it is our turn. */
export function waitLine(what: string): void {
  stageLine(`waiting for ${what === '' ? 'a turn of the server' : what}`);
}
