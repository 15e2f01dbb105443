package dev.lull.launcher.watch;

import dev.lull.launcher.process.UnixSignal;

/** What the live table waits for. */
sealed interface Happening {

    /** There is something new to show. */
    record Looked(Snapshot snapshot) implements Happening {}

    /** There will be nothing new any more. */
    record Failed(Exception failure) implements Happening {}

    /** Somebody has pressed a key. */
    record KeyPressed(int key) implements Happening {}

    /** The terminal has another size, or is shown again after the program was stopped: all is to be drawn anew. */
    record Resized() implements Happening {}

    /** The program is asked to end. */
    record Signalled(UnixSignal signal) implements Happening {}
}
