"""Sheets of pixel pictures: labelled rows in blocks with headings, wrapped to the text width."""

from ganca.show.plots import GREY, INK, PALE, WIDTH, place, sheet

# In inches.
HEADING = 0.2  # height of a heading
NUMBER = 0.14  # height of the numbers under a row
BREAK = 0.1  # below each line of a block
BETWEEN = 0.03  # between two pictures


class Gallery:
    """A sheet to which blocks are added downwards.

    columns: pictures in a line.
    gutter: inches left of them, for the labels of the rows.
    """

    def __init__(self, columns=10, gutter=0.6):
        self.columns, self.gutter = columns, gutter
        self.pitch = (WIDTH - gutter) / columns
        self.bottom = 0.02
        self.figure, self.axes = sheet(WIDTH, 1)

    def add(self, heading, rows, numbers=()):
        """Adds a block in which column i shows the i-th picture of each row.

        rows: label -> pictures (n, height, width, 3) uint8 RGB, the same n in each row.
        numbers: what to write under the columns, n strings or none.
        """
        if heading:
            self.draw_heading(heading)
        count = len(next(iter(rows.values())))
        for first in range(0, count, self.columns):
            part = slice(first, first + self.columns)
            for label, pictures in rows.items():
                self.draw_row(label, pictures[part])
            if numbers:
                self.draw_numbers(numbers[part])
            self.bottom += BREAK

    def draw_heading(self, text):
        """Draws a hairline across the sheet and the heading below it."""
        self.axes.plot([0, WIDTH], [self.bottom] * 2, color=PALE, linewidth=0.6)
        y = self.bottom + 0.45 * HEADING
        self.axes.text(self.gutter, y, text, va="center", style="italic")
        self.bottom += HEADING

    def draw_row(self, label, pictures):
        """Draws one line of pictures and its label in the gutter."""
        middle = self.bottom + self.pitch / 2
        self.axes.text(self.gutter - 0.08, middle, label, ha="right", va="center", color=INK)
        for column, picture in enumerate(pictures):
            x = self.gutter + column * self.pitch
            place(self.axes, picture, x, self.bottom, self.pitch - BETWEEN)
        self.bottom += self.pitch

    def draw_numbers(self, numbers):
        """Draws a small number under each picture of the line above."""
        for column, number in enumerate(numbers):
            x = self.gutter + column * self.pitch + (self.pitch - BETWEEN) / 2
            y = self.bottom + NUMBER / 2 - BETWEEN
            self.axes.text(x, y, number, ha="center", va="center", color=GREY, fontsize=7.5)
        self.bottom += NUMBER

    def finished(self):
        """The figure, cut to the height of its blocks."""
        height = self.bottom - BREAK + 0.02
        self.figure.set_size_inches(WIDTH, height)
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        return self.figure
