import type { AcademyApi } from '../src/api/api';
import { EventStream } from '../src/api/event-stream';

/** The part of the API that a test needs. */
export function fake(api: Partial<AcademyApi>): AcademyApi {
  return api as AcademyApi;
}

/** Until all that was asked for at once has been answered. */
export async function settled(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
}

/** A stream of events that says what a test has it say. */
export function spokenEvents(): { events: EventStream; say: (event: string, data: object) => Promise<void> } {
  let out: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: controller => void (out = controller) });
  const events = new EventStream(() => Promise.resolve(new Response(body)));
  void events.listen();
  const say = async (event: string, data: object): Promise<void> => {
    out.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    await settled();
  };
  return { events, say };
}
