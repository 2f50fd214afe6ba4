/** Stages of the bench's own children, announced as the pipeline does: the probe times what is inside. */
import { channel } from 'node:diagnostics_channel';

const stageChannel = channel('roamsettle:stage');

export async function stage<T>(name: string, work: () => Promise<T>): Promise<T> {
  stageChannel.publish({ stage: name, begins: true });
  const result = await work();
  stageChannel.publish({ stage: name, begins: false });
  return result;
}
