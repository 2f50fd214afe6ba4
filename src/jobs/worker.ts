/**
 * The process of a job: it owns the database while it works, says how far it is, and ends. Where the server goes away, so
 * does it, as if it were killed: what it has committed stays, and the job begins again when the server does.
 */
import { keepCompiled } from '../compile-cache.ts';
import type { Order, Word } from './work.ts';

keepCompiled();
const { asRoamsettleError } = await import('../errors/shown.ts');
const { perform } = await import('./perform.ts');

// A person who stops the server by the keyboard stops the server, which decides what becomes of its jobs.
process.on('SIGINT', () => undefined);
const die = () => process.kill(process.pid, 'SIGKILL');
process.on('disconnect', die);

const say = (word: Word) => process.send?.(word);

process.once('message', async (order: Order) => {
  let last: Word;
  try {
    const result = await perform(order, (progress) => say({ type: 'progress', progress }));
    last = { type: 'done', result };
  } catch (error) {
    const { code, detail, place } = asRoamsettleError(error);
    last = { type: 'failed', error: { code, detail, place } };
  }
  process.send?.(last, () => {
    process.off('disconnect', die);
    process.disconnect();
  });
});
