package dev.lull.launcher.watch;

import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.control.RefusedException;
import dev.lull.launcher.control.client.UnreachableException;
import dev.lull.launcher.process.Signals;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Shows a source's snapshots on the whole of a terminal until somebody presses {@code q} or ends the program, or the source
 * ends. One thread draws; others take snapshots and keys to it, so that a run that does not answer holds up nobody.
 */
final class LiveTable {

    /** As Ctrl-C is where the terminal makes no signal of it. */
    private static final int CONTROL_C = 3;

    /** What ends the program while the terminal is as the table needs it. Ctrl-Z would leave it so, and does nothing. */
    private static final List<String> ENDING = List.of("INT", "TERM", "HUP");

    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    private final LiveTerminal terminal;
    private final ZoneId zone;
    private Optional<View> view = Optional.empty();

    private LiveTable(LiveTerminal terminal, ZoneId zone) {
        this.terminal = terminal;
        this.zone = zone;
    }

    /**
     * Shows it.
     *
     * @param terminal is as it was before when this returns or throws; the caller closes it
     * @param source asked by another thread
     * @return the exit code
     * @throws UnreachableException if the source ended
     */
    static int show(LiveTerminal terminal, SnapshotSource source, Duration interval, ZoneId zone)
            throws UnreachableException, RefusedException, InterruptedException {
        LiveTable table = new LiveTable(terminal, zone);
        ENDING.forEach(name -> Signals.handle(name, signal -> table.happenings.add(new Happening.Signalled(signal))));
        Signals.handle("TSTP", signal -> {});
        List.of("WINCH", "CONT")
                .forEach(name -> Signals.handle(name, signal -> table.happenings.add(new Happening.Resized())));
        Thread looks = daemon("lull-watch-looks", () -> table.takeLooks(source, interval));
        Thread keys = daemon("lull-watch-keys", table::takeKeys);
        terminal.begin();
        try {
            looks.start();
            keys.start();
            return table.loop();
        } finally {
            terminal.end();
            looks.interrupt();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void takeLooks(SnapshotSource source, Duration interval) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                source.next().ifPresent(snapshot -> happenings.add(new Happening.Looked(snapshot)));
                Thread.sleep(interval.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by the end of the table
        } catch (UnreachableException | RefusedException | RuntimeException e) {
            happenings.add(new Happening.Failed(e));
        }
    }

    private void takeKeys() {
        try {
            for (int key = terminal.key(); key >= 0; key = terminal.key()) {
                happenings.add(new Happening.KeyPressed(key));
            }
        } catch (IOException e) { // the terminal is gone, which a signal tells
            return;
        }
    }

    private int loop() throws UnreachableException, RefusedException, InterruptedException {
        while (true) {
            Happening happening = happenings.take();
            if (happening instanceof Happening.Looked looked) {
                view = Optional.of(View.of(view, looked.snapshot()));
            } else if (happening instanceof Happening.Resized) {
                terminal.resized();
            } else if (happening instanceof Happening.KeyPressed pressed) {
                if (pressed.key() == 'q' || pressed.key() == 'Q' || pressed.key() == CONTROL_C) {
                    return ExitCode.OK;
                }
            } else if (happening instanceof Happening.Signalled signalled) {
                return ExitCode.ofSignal(signalled.signal().number());
            } else if (happening instanceof Happening.Failed failed) {
                throw rethrown(failed.failure());
            }
            view.ifPresent(shown -> terminal.draw(Screen.lines(shown, terminal.width(), terminal.height(), zone)));
        }
    }

    private static RuntimeException rethrown(Exception failure) throws UnreachableException, RefusedException {
        if (failure instanceof UnreachableException unreachable) {
            throw unreachable;
        }
        if (failure instanceof RefusedException refused) {
            throw refused;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }
}
