import type { Site } from '../../syntax/site.ts';
import type { Spot } from '../spot.ts';
import type { TeamFacts } from '../team.ts';
import type { Definitions, ProjectView, Question, ServiceView } from './views.ts';

/** What reads the services of a project, and notes that somebody asked. */
export interface Loads {
  all(): readonly ServiceView[];
  answer<T>(question: Question<T>): T;
}

/** A class, because V8 makes a hidden class for each object with a getter of its own, which keeps the project until the next full collection. */
export class LoadedView implements ProjectView {
  readonly site: Site;
  readonly name: string | undefined;
  readonly volumes: Definitions;
  readonly networks: Definitions;
  readonly secrets: Definitions;
  readonly configs: Definitions;
  readonly includes: readonly Spot[];
  readonly swarm: boolean;
  readonly partial: boolean;
  readonly team: TeamFacts;
  readonly #loads: Loads;

  constructor(known: Omit<ProjectView, 'services' | 'ask'>, loads: Loads) {
    this.site = known.site;
    this.name = known.name;
    this.volumes = known.volumes;
    this.networks = known.networks;
    this.secrets = known.secrets;
    this.configs = known.configs;
    this.includes = known.includes;
    this.swarm = known.swarm;
    this.partial = known.partial;
    this.team = known.team;
    this.#loads = loads;
  }

  get services(): readonly ServiceView[] {
    return this.#loads.all();
  }

  ask<T>(question: Question<T>): T {
    return this.#loads.answer(question);
  }
}
