// What has grown from a line begins anew when the line is changed; all else grows on.
import { ALIVE } from "./model.js";

// Makes what is connected with these cells, over lines or living cells, a seed again.
export function beginAnew(grid, state, drawing, cells) {
  const reached = grid.blank();
  const open = [...cells];
  open.forEach((cell) => (reached[cell] = 1));
  while (open.length) {
    for (const near of grid.around(open.pop())) {
      if (reached[near]) continue;
      reached[near] = 1;
      if (drawing[near] || state[4 * near + 3] >= ALIVE) open.push(near);
    }
  }
  const of = (line) => (_, cell) => reached[cell] && drawing[cell] === line;
  const every = Array.from(reached, (_, cell) => cell);
  grid.touch(state, every.filter(of(0)), 0);
  grid.touch(state, every.filter(of(1)), 1);
}
