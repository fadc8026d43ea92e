import { ServerConnection } from '@jupyterlab/services';
import { describe, expect, it } from 'vitest';

import { AcademyApi } from '../src/api/api';
import type { AcademyError } from '../src/api/errors';
import { asAcademyError, errorFromBody } from '../src/api/errors';
import { submission } from './samples';
import { trans } from './trans';

/** An API whose server gives one answer, and keeps the requests. */
function apiWith(answer: () => Response | Promise<Response>): { api: AcademyApi; asked: Request[] } {
  const asked: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/ada/',
    wsUrl: 'ws://localhost/user/ada/',
    fetch: input => {
      asked.push(input as Request);
      return Promise.resolve(answer());
    }
  });
  return { api: new AcademyApi(trans, settings), asked };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

async function failure(promise: Promise<unknown>): Promise<AcademyError> {
  return promise.then(
    () => Promise.reject(new Error('it should have failed')),
    (reason: unknown) => asAcademyError(reason)
  );
}

describe('a request', () => {
  it("goes to the notebook server's extension, with what was asked for", async () => {
    const { api, asked } = apiWith(() => json({ items: [], page: 1, limit: 100, total: 0 }));
    await api.courses({ mine: true, q: 'a&b' });
    expect(asked[0]?.url).toBe('http://localhost/user/ada/academy/api/courses?mine=true&q=a%26b&limit=100');
  });

  it('cannot leave its path', async () => {
    const { api, asked } = apiWith(() => json({}));
    await api.course('../users/me');
    expect(asked[0]?.url).toBe('http://localhost/user/ada/academy/api/courses/..%2Fusers%2Fme');
  });

  it('sends JSON', async () => {
    const { api, asked } = apiWith(() => json({ path: 'a', state: 'created' }));
    await api.fetchMaterial('m1', 'keep_both');
    expect(await asked[0]?.json()).toEqual({ material_id: 'm1', on_conflict: 'keep_both' });
  });

  it('may be answered with nothing', async () => {
    const { api } = apiWith(() => new Response(null, { status: 204 }));
    await expect(api.stopRun('r1')).resolves.toBeUndefined();
  });
});

describe('handing in', () => {
  it('is tried once more under the same key when no answer came', async () => {
    const answers = [() => Promise.reject(new TypeError('Failed to fetch')), () => json(submission())];
    const { api, asked } = apiWith(() => (answers.shift() ?? (() => json({}, 500)))());
    expect((await api.submit('ppo101', 'ps1')).id).toBe('submission-1');
    const keys = asked.map(request => request.headers.get('Idempotency-Key'));
    expect(keys[0]).toBeTruthy();
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('is not tried again when it was refused', async () => {
    const { api, asked } = apiWith(() => json({ error: { code: 'CONFLICT', message: 'No.' } }, 409));
    await failure(api.submit('ppo101', 'ps1'));
    expect(asked).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it("comes with the service's own message and details", async () => {
    const details = [{ field: 'title', message: 'is too long' }];
    const { api } = apiWith(() =>
      json({ error: { code: 'VALIDATION_ERROR', message: 'A field is wrong.', details } }, 422)
    );
    const error = await failure(api.me());
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.text).toBe('A field is wrong.\ntitle: is too long');
    expect(error.unreachable).toBe(false);
  });

  it('is never shown as it came when it is no envelope', async () => {
    const { api } = apiWith(() => new Response('<html>Traceback</html>', { status: 500 }));
    expect((await failure(api.me())).text).toBe('The academy answered with an error (500).');
  });

  it.each([502, 503, 504])('with %d means that the service is away', async status => {
    const { api } = apiWith(() => new Response('', { status }));
    const error = await failure(api.me());
    expect(error.unreachable).toBe(true);
    expect(error.text).toBe('The academy service cannot be reached.');
  });

  it('by the network means that the service is away', async () => {
    const { api } = apiWith(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await failure(api.me())).unreachable).toBe(true);
  });

  it('ignores details that are none', () => {
    expect(errorFromBody(422, { error: { message: 'No.', details: ['x', { message: 1 }, null] } }, '').details).toEqual(
      []
    );
  });
});
