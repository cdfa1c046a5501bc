/** Records what the reader does. */
export interface TrackedEvent {
  interaction_type: string;
  item_id?: number;
  rating?: number;
  seconds?: number;
  query?: string;
  context?: Record<string, unknown>;
}

export function record(_event: TrackedEvent): void {}
