package dev.lull.launcher.watch;

import dev.lull.launcher.watch.ScreenLine.Look;
import java.io.IOError;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal, by JLine: its second screen, where it has one, so that what was there before is there again afterwards. Only
 * what has changed is written. For one thread, {@link #key} for another one.
 */
final class LiveTerminal implements AutoCloseable {

    private static final int COLOURS = 8;

    private final Terminal terminal;
    private final Display display;
    private final boolean stylish;
    private Optional<Attributes> before = Optional.empty();
    private Size size;

    private LiveTerminal(Terminal terminal, boolean stylish) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
        this.stylish = stylish;
        this.size = terminal.getSize();
    }

    /**
     * Opens the terminal that standard input and output lead to.
     *
     * @param noColour what the environment has as {@code NO_COLOR} (no-color.org): anything but nothing, no colours
     * @return empty if they lead elsewhere, or nothing can be placed on it
     */
    static Optional<LiveTerminal> open(Optional<String> noColour) {
        try {
            // By programs of the machine's, so that no native library is needed.
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .provider("exec")
                    .dumb(false)
                    .nativeSignals(false)
                    .build();
            if (terminal.getStringCapability(Capability.cursor_address) == null
                    || terminal.getSize().getColumns() <= 0) {
                terminal.close();
                return Optional.empty();
            }
            Integer colours = terminal.getNumericCapability(Capability.max_colors);
            boolean stylish =
                    noColour.filter(text -> !text.isEmpty()).isEmpty() && colours != null && colours >= COLOURS;
            return Optional.of(new LiveTerminal(terminal, stylish));
        } catch (IOException | IllegalStateException | IOError e) { // there is none
            System.getLogger(LiveTerminal.class.getName()).log(Level.DEBUG, "no terminal", e);
            return Optional.empty();
        }
    }

    /** Takes the screen. */
    void begin() {
        before = Optional.of(terminal.enterRawMode());
        put(Capability.enter_ca_mode, Capability.cursor_invisible);
        fit();
    }

    /** Does what the terminal can. */
    private void put(Capability... capabilities) {
        for (Capability capability : capabilities) {
            boolean ignored = terminal.puts(capability);
        }
    }

    /** Gives it back, as it was. */
    void end() {
        try {
            put(Capability.clear_screen, Capability.exit_ca_mode, Capability.cursor_normal);
            terminal.flush();
            before.ifPresent(terminal::setAttributes);
        } catch (IOError e) { // it is gone
            System.getLogger(LiveTerminal.class.getName()).log(Level.DEBUG, "restoring the terminal", e);
        }
    }

    /** Takes notice of another size, and draws all anew the next time. */
    void resized() {
        try {
            Attributes ignored = terminal.enterRawMode(); // a shell may have changed that while the program was stopped
            size = terminal.getSize();
        } catch (IOError e) { // it is gone, or was asked while a signal ended stty
            System.getLogger(LiveTerminal.class.getName()).log(Level.DEBUG, "asking for the terminal's size", e);
        }
        fit();
    }

    private void fit() {
        display.clear();
        display.resize(height(), width());
    }

    int width() {
        return Math.max(1, size.getColumns());
    }

    int height() {
        return Math.max(1, size.getRows());
    }

    /** Waits for a key. Returns less than zero at the end. */
    int key() throws IOException {
        return terminal.reader().read();
    }

    /** Shows these lines, each cut to the width. */
    void draw(List<ScreenLine> lines) {
        display.update(lines.stream().map(this::styled).toList(), -1);
        terminal.flush();
    }

    private AttributedString styled(ScreenLine line) {
        AttributedStyle style = stylish ? style(line.look()) : AttributedStyle.DEFAULT;
        return new AttributedString(line.text(), style).columnSubSequence(0, width());
    }

    private static AttributedStyle style(Look look) {
        return switch (look) {
            case PLAIN -> AttributedStyle.DEFAULT;
            case TITLE -> AttributedStyle.BOLD;
            case HEADING -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
            case FAINT -> AttributedStyle.DEFAULT.faint();
        };
    }

    /** Closes it without waiting for a key that nobody presses any more. */
    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException | IOError e) {
            System.getLogger(LiveTerminal.class.getName()).log(Level.DEBUG, "closing the terminal", e);
        }
    }
}
