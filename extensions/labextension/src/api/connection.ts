import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Clock } from '../logic/clock';
import { AcademyError, errorFromBody } from './errors';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** How requests travel: to the notebook server's extension, which adds the token. Throws AcademyError and nothing else. */
export class Connection {
  constructor(
    private readonly trans: TranslationBundle,
    private readonly clock: Clock,
    readonly settings: ServerConnection.ISettings
  ) {}

  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await (await this.send('GET', path, undefined, query)).json()) as T;
  }

  async post<T>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<T> {
    // What only starts something may be answered with nothing.
    const text = await (await this.send('POST', path, body, {}, headers)).text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  async put<T>(path: string, body: object): Promise<T> {
    return (await (await this.send('PUT', path, body)).json()) as T;
  }

  async send(
    method: string,
    path: string,
    body?: object,
    query: Query = {},
    headers: Record<string, string> = {},
    signal?: AbortSignal
  ): Promise<Response> {
    // With `no-store`, Jupyter adds a number to the query against caches, and the service refuses what it does not know.
    const cache = 'no-cache';
    const init: RequestInit = { method, headers, cache, signal, ...(body && { body: JSON.stringify(body) }) };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(this.url(path) + queryString(query), init, this.settings);
    } catch {
      throw new AcademyError(this.trans.__('Your notebook server does not answer.'), 0, 'NETWORK_ERROR');
    }
    this.clock.hear(response.headers.get('Date'));
    if (!response.ok) {
      throw errorFromBody(response.status, await bodyOf(response), this.fallback(response.status));
    }
    return response;
  }

  url(path: string): string {
    return URLExt.join(this.settings.baseUrl, 'academy', path);
  }

  private fallback(status: number): string {
    if (status === 404) {
      return this.trans.__('The academy does not know this address. Is the nbacademy server extension enabled?');
    }
    if (status >= 502 && status <= 504) {
      return this.trans.__('The academy service cannot be reached.');
    }
    return this.trans.__('The academy answered with an error (%1).', status);
  }
}

function queryString(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      params.set(name, String(value));
    }
  }
  const text = params.toString();
  return text && `?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return null;
  }
}
