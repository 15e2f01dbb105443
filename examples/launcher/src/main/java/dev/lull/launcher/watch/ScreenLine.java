package dev.lull.launcher.watch;

import dev.lull.launcher.console.Console;

/**
 * A line of the screen. Control characters in it are shown as escapes.
 *
 * @param text without an end of line
 * @param look how it is to stand out
 */
record ScreenLine(String text, Look look) {

    /** How a line stands out, where the terminal can do that. */
    enum Look {
        PLAIN,
        TITLE,
        HEADING,
        FAINT
    }

    ScreenLine {
        text = Console.oneLine(text);
    }
}
