/** Server-sent events over `fetch`: an EventSource could not send the token. */
import type { Job } from './answers.ts';
import { send } from './api.ts';

const RETRY_MS = 2000;

export function isFinished({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Calls at every turn of a job until it is finished, also over a connection that breaks. Throws ApiError, AbortError. */
export async function watchJob(
  id: string,
  onTurn: (job: Job) => void,
  signal: AbortSignal,
): Promise<Job | null> {
  for (;;) {
    let last: Job | null = null;
    const response = await send(`/v1/jobs/${id}/events`, { signal });
    try {
      for await (const data of dataOf(response.body!)) {
        last = JSON.parse(data) as Job;
        onTurn(last);
      }
    } catch (error) {
      if (signal.aborted) throw error;
    }
    if (signal.aborted) return null;
    if (last !== null && isFinished(last)) return last;
    // The server is being stopped, or something between cut the line.
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** The data of each event in a stream of them. */
async function* dataOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
      if (data.length > 0) yield data.join('\n');
    }
  }
}
