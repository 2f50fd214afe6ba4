/** How long the stages of a command took, for the line that shows it and for a profiler. */
import { channel } from 'node:diagnostics_channel';

export interface StageTime {
  readonly stage: string;
  /** Wall-clock seconds; shown, never stored. */
  readonly seconds: number;
}

/** Tells the caller which stage begins, so that a terminal can show it. */
export type OnStage = (stage: string) => void;

/** Says `{ stage, begins }` as each stage begins and ends: a profiler that is loaded beside the program hears it. */
const stageChannel = channel('roamsettle:stage');

export class StageClock {
  readonly times: StageTime[] = [];
  readonly #onStage: OnStage;

  constructor(onStage: OnStage = () => undefined) {
    this.#onStage = onStage;
  }

  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    this.#onStage(stage);
    stageChannel.publish({ stage, begins: true });
    const start = performance.now();
    const result = await work();
    this.times.push({ stage, seconds: (performance.now() - start) / 1000 });
    stageChannel.publish({ stage, begins: false });
    return result;
  }
}
