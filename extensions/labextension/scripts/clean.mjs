/* Removes everything that a build makes. */
import { rm } from 'node:fs/promises';

const built = ['lib', '../nbacademy/labextension', '../nbacademy/widget/static'];
await Promise.all(built.map(path => rm(path, { recursive: true, force: true })));
