import { element } from '../logic/element';
import { whole } from './format';

interface Video {
  readonly step: number;
  readonly url: string;
}

/** What the agent did at each checkpoint, folded away: nothing moves, and nothing is fetched, before it is asked for. */
export class Videos {
  constructor() {
    this.element.hidden = true;
    this.choice.setAttribute('aria-label', 'Checkpoint');
    this.choice.addEventListener('change', () => this.show());
    this.element.addEventListener('toggle', () => this.show());
    this.element.append(element('summary', '', 'What the agent does'), this.choice, this.picture);
  }

  readonly element = element('details', 'nba-run-details');
  private readonly choice = element('select', 'nba-run-choice');
  private readonly picture = element('img', 'nba-run-video');
  private readonly videos: Video[] = [];

  /** Takes the next one. It is shown at once to whoever looks at the latest. */
  add(step: number, url: string): void {
    const followed = this.choice.selectedIndex === this.videos.length - 1;
    this.videos.push({ step, url });
    this.choice.append(element('option', '', `after ${whole(step)} steps`));
    this.choice.selectedIndex = followed ? this.videos.length - 1 : this.choice.selectedIndex;
    this.element.hidden = false;
    this.show();
  }

  private show(): void {
    const video = this.videos[this.choice.selectedIndex];
    if (this.element.open && video !== undefined && this.picture.getAttribute('src') !== video.url) {
      this.picture.src = video.url;
      this.picture.alt = `One episode of the agent after ${whole(video.step)} steps`;
    }
  }
}
