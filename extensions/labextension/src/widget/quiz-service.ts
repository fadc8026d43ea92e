import { AcademyError, errorFromBody } from '../api/errors';
import type { Attempt, Page } from '../api/types';
import { Clock } from '../logic/clock';
import type { QuizService } from '../quiz';
import type { Server } from './server';

/** A quiz of the service, from a page that offers nothing but its notebook server. */
export function quizService(server: Server, quizId: string): QuizService {
  const clock = new Clock();
  const id = encodeURIComponent(quizId);

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    let response: Response;
    try {
      response = await server.send(method, path, body);
    } catch {
      throw new AcademyError('Your notebook server does not answer.', 0, 'NETWORK_ERROR');
    }
    clock.hear(response.headers.get('Date'));
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      throw errorFromBody(response.status, answer, `The academy answered with an error (${response.status}).`);
    }
    return answer as T;
  }

  return {
    quiz: () => ask('GET', `quizzes/${id}`),
    attempts: async () => (await ask<Page<Attempt>>('GET', `attempts?quiz_id=${id}&limit=100`)).items,
    attempt: attempt => ask('GET', `attempts/${encodeURIComponent(attempt)}`),
    begin: () => ask('POST', `quizzes/${id}/attempts`, {}),
    save: (attempt, answers, final) => ask('PUT', `attempts/${encodeURIComponent(attempt)}`, { answers, final }),
    now: () => clock.now()
  };
}
