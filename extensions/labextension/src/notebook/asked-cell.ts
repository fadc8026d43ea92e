import type { Cell, ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { IError, IOutput } from '@jupyterlab/nbformat';
import type { PartialJSONObject } from '@lumino/coreutils';

import type { AskedCell } from '../logic/cell-question';

/**
 * What of a cell may be shown. In an assignment that is what came with it: whatever a student can change may be their
 * solution, or a part of it.
 */
export function askedCell({ model }: Cell, language: string, inAssignment: boolean): AskedCell {
  const nbgrader = (model.getMetadata('nbgrader') ?? {}) as PartialJSONObject;
  const isGiven = nbgrader['locked'] === true || (nbgrader['grade'] === true && nbgrader['solution'] !== true);
  const mayShow = inAssignment ? isGiven : nbgrader['solution'] !== true;
  return {
    gradeId: typeof nbgrader['grade_id'] === 'string' ? nbgrader['grade_id'] : null,
    source: mayShow ? model.sharedModel.getSource().trim() : null,
    language: model.type === 'code' ? language : null,
    error: isCode(model) ? errorOf(model) : null
  };
}

// The package's own check would put all of it into our bundle: Lab does not share it.
function isCode(model: ICellModel): model is ICodeCellModel {
  return model.type === 'code';
}

function errorOf({ outputs }: ICodeCellModel): string | null {
  const error = outputs.toJSON().find(isError);
  return error ? `${error.ename}: ${error.evalue}` : null;
}

function isError(output: IOutput): output is IError {
  return output.output_type === 'error';
}
