import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AcademyError } from '../src/api/errors';
import type { Connect } from '../src/api/event-stream';
import { EventStream } from '../src/api/event-stream';
import { Once } from '../src/api/once';

const AWAY = new AcademyError('away', 503, 'PLATFORM_UNAVAILABLE');
const LOST = new AcademyError('lost', 0, 'NETWORK_ERROR');
const CONFLICT = new AcademyError('other content', 409, 'CONFLICT');

function response(...pieces: string[]): Response {
  const bytes = pieces.map(piece => new TextEncoder().encode(piece));
  return new Response(
    new ReadableStream({
      start: controller => {
        bytes.forEach(piece => controller.enqueue(piece));
        controller.close();
      }
    })
  );
}

describe('the stream of events', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes on where it was cut off, however the bytes are cut, and tells whether the service is there', async () => {
    const connect = vi
      .fn<Connect>()
      .mockResolvedValueOnce(response('id: 4\nevent: open\nda', 'ta: {"unread":2}\n\n:\n\n'))
      .mockRejectedValueOnce(AWAY)
      .mockResolvedValueOnce(
        response('id: 5\nevent: notification\ndata: {"text":"\u00dc"}\n\nid: 6\nevent: changed\ndata: {}\n\n')
      )
      .mockReturnValue(new Promise(() => undefined));
    const events = new EventStream(connect);
    const heard: unknown[] = [];
    events.opened.connect((_, unread) => void heard.push(unread));
    events.notified.connect((_, { text }) => void heard.push(text));
    events.changed.connect(() => void heard.push('changed'));
    events.connected.changed.connect(({ value }) => void heard.push(value));
    void events.listen();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toEqual([true, 2, false, true, '\u00dc', 'changed']);
    expect(connect.mock.calls.map(([last]) => last)).toEqual(['', '4', '4', '6']);
  });

  it('asks less and less often while nobody answers, and no more once it is disposed of', async () => {
    const connect = vi.fn<Connect>().mockRejectedValue(AWAY);
    const events = new EventStream(connect);
    void events.listen();
    await vi.advanceTimersByTimeAsync(60_000);
    const count = connect.mock.calls.length;
    expect(count).toBeLessThan(12);
    events.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(connect).toHaveBeenCalledTimes(count);
  });
});

describe('an act that must not count twice', () => {
  const keysOf = async (...answers: (string | AcademyError)[]): Promise<string[]> => {
    const [once, keys] = [new Once(), [] as string[]];
    const ask = (key: string): Promise<string> => {
      keys.push(key);
      const answer = answers.shift() ?? 'done';
      return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
    };
    while (answers.length > 0) {
      await once.act('ps1', ask).catch(() => undefined);
    }
    return keys;
  };

  it('has the same key until somebody answered', async () => {
    const keys = await keysOf(LOST, LOST, AWAY, 'done', 'done');
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
  });

  it('is another one with other content, and after a refusal', async () => {
    const [first, again, other] = await keysOf(AWAY, CONFLICT, 'done');
    expect([again === first, other === first]).toEqual([true, false]);
    const refused = await keysOf(CONFLICT, 'done');
    expect(refused[0]).not.toBe(refused[1]);
  });
});
