import type { Answers, Attempt, AttemptDetail, QuizDetail } from '../api/types';

/** One quiz as the service has it. Every method throws an AcademyError. */
export interface QuizService {
  quiz(): Promise<QuizDetail>;
  /** The person's own attempts, newest first. */
  attempts(): Promise<readonly Attempt[]>;
  attempt(id: string): Promise<AttemptDetail>;
  /** Begins an attempt, or goes on with the one that is open. */
  begin(): Promise<AttemptDetail>;
  save(id: string, answers: Answers, final: boolean): Promise<AttemptDetail>;
  /** The service's time. */
  now(): Date;
}
