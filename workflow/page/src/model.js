// A trained rule: its weights as the two of `Automaton.matrices`, biases as their last rows.
import { floats } from "./bits.js";

export const ALIVE = 0.1; // a cell lives if the alpha of one of its 3 x 3 neighbourhood reaches this

const TRAINED = {
  l2: "to copy",
  l1: "to copy",
  bce: "to fool a critic with",
  wasserstein: "to fool a critic (Wasserstein) with",
  relativistic: "to fool a critic (relativistic) with",
  pix2pix: "to copy, and to fool a critic with",
};

// model.channels and model.hidden: the shape of its layers.
export function decode(model) {
  const weights = floats(model.weights);
  const perceive = (9 * model.channels + 1) * model.hidden;
  return {
    ...model,
    perceive: weights.subarray(0, perceive), // (9 * channels + 1, hidden)
    respond: weights.subarray(perceive), // (hidden + 1, channels)
  };
}

// What tells this model from the others, in words.
export function about({ objective, pictures, dataset, pen }) {
  const tips = pen ? "lines as hands draw them" : "thin lines alone";
  return `trained ${TRAINED[objective]} ${pictures} ${dataset}, on ${tips}`;
}
