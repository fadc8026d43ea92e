import { nullTranslator } from '@jupyterlab/translation';

export const trans = nullTranslator.load('nbacademy');
