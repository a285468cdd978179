"""Figure 4: the GANCA: an automaton draws from edges, a critic tells its pictures from real."""

from figures.common import chosen, credit, rollouts, shown_frames
from ganca.data.compositing import over_white
from ganca.data.dataset import load
from ganca.results import read_record
from ganca.show.diagrams import arrow, box, card, funnel, write
from ganca.show.plots import GREY, VERMILLION, WIDTH, black_on_white, sheet

# Everything in inches from the upper left corner.
HEIGHT, TOP, BOTTOM = 2.5, 0.85, 2.02  # TOP and BOTTOM: the middle lines of the two rows
SIDE, SMALL = 0.56, 0.38  # of a picture, and of one inside the automaton
PICTURE, EDGES, NCA, FAKE, CRITIC, VERDICT = 0.08, 1.05, 1.87, 3.84, 4.68, 5.5  # left edges
NCA_WIDTH, CRITIC_WIDTH = 1.72, 0.55


def draw_stack(axes, pictures, x, middle, text):
    """Draws pictures as a stack of cards with text below."""
    for depth in reversed(range(len(pictures))):
        shift = 0.045 * depth
        card(axes, pictures[depth], x + shift, middle - SIDE / 2 - shift, SIDE)
    write(axes, x + SIDE / 2, middle + SIDE / 2 + 0.11, text)


def draw_automaton(axes, pictures, steps):
    """Draws the automaton as a box that holds frames of a rollout."""
    box(axes, NCA, TOP - 0.46, NCA_WIDTH, 0.92, "blue")
    write(axes, NCA + NCA_WIDTH / 2, TOP - 0.33, f"one automaton, {steps[-1]} iterations")
    pitch = (NCA_WIDTH - 0.06) / len(steps)
    for column, (picture, step) in enumerate(zip(pictures, steps, strict=True)):
        x = NCA + 0.05 + column * pitch
        card(axes, picture, x, TOP - SMALL / 2 + 0.02, SMALL)
        write(axes, x + SMALL / 2, TOP + 0.32, str(step), color=GREY, fontsize=7.5)


def draw_critic(axes, parameters):
    """Draws the critic as a funnel from pictures to one number."""
    middle = (TOP + BOTTOM) / 2
    funnel(axes, CRITIC, middle, CRITIC_WIDTH, BOTTOM - TOP + SIDE, 0.6, "orange")
    write(axes, CRITIC + CRITIC_WIDTH / 2, middle - 0.06, "critic")
    text = f"{parameters:,}\nparameters"
    write(axes, CRITIC + CRITIC_WIDTH / 2, middle + 0.14, text, color=GREY, fontsize=7)
    arrow(axes, (CRITIC + CRITIC_WIDTH, middle), (VERDICT - 0.08, middle))
    write(axes, VERDICT + 0.08, middle, "real\nor\nfake?")


def draw_flow(axes):
    """Draws the arrows: solid for pictures, dashed for the automaton's training signal."""
    for start, end in ((PICTURE, EDGES), (EDGES, NCA), (FAKE, CRITIC)):
        arrow(axes, (start + SIDE + 0.03, TOP), (end - 0.02, TOP))
    arrow(axes, (NCA + NCA_WIDTH + 0.03, TOP), (FAKE - 0.02, TOP))
    write(axes, (PICTURE + SIDE + EDGES) / 2 + 0.03, TOP - 0.32, "Canny", fontsize=7.5)
    left = PICTURE + SIDE / 2
    arrow(axes, (left, TOP + SIDE / 2 + 0.22), (left, BOTTOM), (FAKE - 0.02, BOTTOM))
    arrow(axes, (FAKE + SIDE + 0.03, BOTTOM), (CRITIC - 0.02, BOTTOM))
    verdict, nca = VERDICT + 0.08, NCA + NCA_WIDTH / 2
    path = (verdict, (TOP + BOTTOM) / 2 - 0.25), (verdict, 0.2), (nca, 0.2), (nca, TOP - 0.48)
    arrow(axes, *path, color=VERMILLION, linestyle=(0, (4, 2)))
    text = "trains the automaton to pass for real"
    write(axes, (nca + verdict) / 2, 0.1, text, color=VERMILLION)


def draw(paths, params):
    run = read_record(paths.run)
    emojis, dataset = load(paths.emojis), run["dataset"]["name"]
    films = rollouts(paths.ganca, f"frames/{dataset}")
    picture = [i for i, split in enumerate(emojis.split) if split == "train"][len(films) - 1]
    others = chosen(emojis, 3, "train", [picture])
    fake = over_white(rollouts(paths.ganca, f"{dataset}/{params.steps}"))

    figure, axes = sheet(WIDTH, HEIGHT)
    draw_flow(axes)
    real = over_white(emojis.targets)
    draw_stack(axes, real[[picture, *others[:2]]], PICTURE, TOP, "real pictures")
    draw_stack(axes, black_on_white(emojis.edges[[picture]]), EDGES, TOP, "edges")
    last = min(params.steps, len(films[-1]) - 1)
    steps = [0, last // 8, last // 3, last]
    draw_automaton(axes, shown_frames(films[-1], steps), steps)
    draw_stack(axes, fake[[picture]], FAKE, TOP, "fake")
    draw_stack(axes, real[others], FAKE, BOTTOM, "real")
    draw_critic(axes, run["critic_parameters"])
    return figure, credit(paths.font)
