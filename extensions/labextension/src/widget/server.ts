import type { Wish } from '../chart';

/** The notebook server that this page came from, and the academy service behind it. */
export interface Server {
  readonly streamUrl: (runId: string) => string;
  readonly stop: (runId: string) => Promise<void>;
  /** Asks a run of the server's own home; false if there is no such run in it. */
  readonly ask: (runId: string, wish: Wish) => Promise<boolean>;
  /** Where a video of a run of the server's own home is. */
  readonly videoUrl: (runId: string, name: string) => string;
  /** A request to the service, by its path below `api/`. */
  readonly send: (method: string, path: string, body?: object) => Promise<Response>;
}

/** Null where the page is no Jupyter application's (an editor's own notebook view, an exported page). */
export function findServer(): Server | null {
  const config = pageConfig();
  if (config === null) {
    return null;
  }
  const api = new URL(`${config.baseUrl}academy/api/`, window.location.href);
  return {
    streamUrl: runId => {
      const url = admitted(new URL(`runs/${encodeURIComponent(runId)}/stream`, api), config.token);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      return url.href;
    },
    videoUrl: (runId, name) => admitted(new URL(`../workspace/runs/${runId}/videos/${name}`, api), config.token).href,
    stop: runId => post(new URL(`runs/${encodeURIComponent(runId)}/stop`, api), config.token),
    ask: async (runId, wish) => {
      const response = await send('POST', new URL(`../workspace/runs/${runId}/${wish}`, api), config.token);
      if (!response.ok && response.status !== 404) {
        throw new Error(`the notebook server answered ${response.status}`);
      }
      return response.ok;
    },
    send: (method, path, body) => send(method, new URL(path, api), config.token, body)
  };
}

function pageConfig(): { baseUrl: string; token: string } | null {
  const text = document.getElementById('jupyter-config-data')?.textContent;
  if (!text) {
    return null;
  }
  const values = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const { baseUrl, token } = values;
  return typeof baseUrl === 'string' ? { baseUrl, token: typeof token === 'string' ? token : '' } : null;
}

/** What can't send a header, a WebSocket or a picture, has the token in its address. */
function admitted(url: URL, token: string): URL {
  if (token !== '') {
    url.searchParams.set('token', token);
  }
  return url;
}

async function post(url: URL, token: string): Promise<void> {
  const response = await send('POST', url, token);
  if (!response.ok) {
    throw new Error(`the service answered ${response.status}`);
  }
}

function send(method: string, url: URL, token: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = { 'X-XSRFToken': cookie('_xsrf'), 'Content-Type': 'application/json' };
  if (token !== '') {
    headers['Authorization'] = `token ${token}`;
  }
  const text = body === undefined ? null : JSON.stringify(body);
  return fetch(url, { method, headers, body: text, credentials: 'same-origin', cache: 'no-cache' });
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find(each => each.startsWith(`${name}=`));
  return found === undefined ? '' : decodeURIComponent(found.slice(name.length + 1));
}
