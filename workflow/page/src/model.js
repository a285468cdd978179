// A trained rule: its weights as the two matrices of `ganca.rollout`, biases as their last rows.
import { floats } from "./grid.js";

export const HIDDEN = 128;
export const SEEN = 144; // the 16 channels of a cell and its eight neighbours
export const ALIVE = 0.1; // a cell lives if the alpha of one of its 3 x 3 neighbourhood reaches this
const PERCEIVE = (SEEN + 1) * HIDDEN;

export function decode(model) {
  const weights = floats(model.weights);
  return {
    ...model,
    perceive: weights.subarray(0, PERCEIVE), // (144 + 1, 128)
    respond: weights.subarray(PERCEIVE), // (128 + 1, 16)
  };
}
