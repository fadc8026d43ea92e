export { QuizView } from './quiz-view';
export type { QuizService } from './service';
export { english } from './words';
