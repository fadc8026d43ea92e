/** Addresses of the academy's own pages, which stand beside the hub: `/hub/` and `/services/academy/`. */

export class HubPages {
  /** `hubPrefix` is JupyterHub's (`/base/hub/`), empty in a JupyterLab without a hub; `hubHost` as with user subdomains. */
  constructor(
    private readonly hubPrefix: string,
    private readonly hubHost = ''
  ) {}

  course(slug: string): string {
    return `${this.service()}courses/${encodeURIComponent(slug)}`;
  }

  formgrader(slug: string): string {
    return `${this.course(slug)}/formgrader`;
  }

  private service(): string {
    return `${this.hubHost}${this.hubPrefix.replace(/hub\/?$/, '') || '/'}services/academy/`;
  }
}
