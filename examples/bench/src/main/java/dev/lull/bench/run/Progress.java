package dev.lull.bench.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Says what is being measured and how long it will still take, judging by what has been done so far. */
public final class Progress {

    private static final double BEFORE_A_GUESS = 0.03;

    private final PrintStream out;
    private final double allSeconds;
    private final long startedAtNanos = System.nanoTime();
    private double done;

    public Progress(PrintStream out, double allSeconds) {
        this.out = out;
        this.allSeconds = allSeconds;
    }

    public void begin(String what) {
        double share = Math.min(1, done / allSeconds);
        out.printf(Locale.ROOT, "%3.0f %%  %s%s%n", share * 100, what, share < BEFORE_A_GUESS ? "" : left(share));
        out.flush();
    }

    /** Whether more than a share of the budget is used up. */
    public boolean isOver(Optional<Duration> budget, double share) {
        return budget.isPresent()
                && System.nanoTime() - startedAtNanos > budget.get().toNanos() * share;
    }

    public void did(double seconds) {
        done += seconds;
    }

    private String left(double share) {
        double elapsed = System.nanoTime() - startedAtNanos;
        return ", " + text(Duration.ofNanos((long) (elapsed / share * (1 - share)))) + " left";
    }

    public static String text(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1e3);
        return seconds < 60
                ? seconds + " s"
                : seconds / 60 + " min " + String.format(Locale.ROOT, "%02d s", seconds % 60);
    }
}
