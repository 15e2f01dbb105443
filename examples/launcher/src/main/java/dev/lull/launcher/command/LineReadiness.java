package dev.lull.launcher.command;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a shell's line until it ends with 0; one that hangs is ended after the start timeout. */
final class LineReadiness implements Readiness {

    private final ShellLine line;
    private final Duration longest;
    private String missing = "it was not asked yet";

    LineReadiness(ShellLine line, Duration longest) {
        this.line = line;
        this.longest = longest;
    }

    @Override
    public void begin() {
        missing = "it was not asked yet";
    }

    @Override
    public boolean isReached() throws InterruptedException {
        CompletableFuture<Boolean> overdue = new CompletableFuture<>();
        CompletableFuture<Void> ignored = overdue.completeOnTimeout(true, longest.toNanos(), TimeUnit.NANOSECONDS)
                .thenAcceptAsync(over -> {
                    if (over) {
                        line.cancel();
                    }
                });
        try {
            int code = line.run();
            missing = line.ended(code);
            return code == 0;
        } catch (IOException e) {
            missing = String.valueOf(e.getMessage());
            return false;
        } finally {
            overdue.complete(false); // and its alarm with it: it may be asked a hundred times a second
        }
    }

    @Override
    public String missing() {
        return missing;
    }
}
