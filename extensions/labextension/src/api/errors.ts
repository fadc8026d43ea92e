/** What a refused or failed request becomes; its message is fit for people. */

export interface ErrorDetail {
  field: string;
  message: string;
}

/** The code of a 409 that asks whose version of a file is to win. */
export const LOCAL_CHANGES = 'LOCAL_CHANGES';

export class AcademyError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly details: readonly ErrorDetail[] = []
  ) {
    super(message);
    this.name = 'AcademyError';
  }

  /** The service, or the way to it, is down: nothing was refused, so trying again later makes sense. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }

  /** Message and details in sentences, one a line. */
  get text(): string {
    const details = this.details.map(detail => (detail.field ? `${detail.field}: ${detail.message}` : detail.message));
    return [this.message, ...details].join('\n');
  }
}

/** Reads the error envelope; a body that is none (a proxy's page, say) is never shown. */
export function errorFromBody(status: number, body: unknown, fallback: string): AcademyError {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error) || typeof error['message'] !== 'string') {
    return new AcademyError(fallback, status, `HTTP_${status}`);
  }
  const code = typeof error['code'] === 'string' ? error['code'] : `HTTP_${status}`;
  return new AcademyError(error['message'], status, code, detailsFrom(error['details']));
}

/** Anything thrown, as an AcademyError: what is none came from the network or from a fault of ours. */
export function asAcademyError(reason: unknown): AcademyError {
  if (reason instanceof AcademyError) {
    return reason;
  }
  return new AcademyError(reason instanceof Error ? reason.message : String(reason), -1, 'CLIENT_ERROR');
}

function detailsFrom(value: unknown): ErrorDetail[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value
    .filter(isRecord)
    .flatMap(({ field, message }) =>
      typeof message === 'string' ? [{ field: typeof field === 'string' ? field : '', message }] : []
    );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
