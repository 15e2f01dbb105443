package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.launcher.option.ReadyWhen;
import dev.lull.launcher.option.SleepSettings;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells when a COMMAND that was started can be given clients. For one thread. */
public interface Readiness {

    /** Begins anew: COMMAND is about to be started. */
    void begin();

    /** Tells whether it is ready by now. */
    boolean isReached() throws InterruptedException;

    /** Says what is missing, for people. */
    String missing();

    /**
     * Makes the one that waits until COMMAND listens.
     *
     * @param target where
     * @param processes COMMAND's
     */
    static Readiness ofListening(MonitorTarget target, Supplier<List<Long>> processes) {
        return ListeningReadiness.of(target, processes);
    }

    /**
     * Makes what an option asks for.
     *
     * @param settings the option, and for how long it is waited
     * @param target whose ports are listened at
     * @param processes COMMAND's
     * @param lines makes a line that can be run
     */
    static Readiness of(
            SleepSettings settings,
            MonitorTarget target,
            Supplier<List<Long>> processes,
            Function<String, ShellLine> lines) {
        ReadyWhen when = settings.readyWhen();
        if (when instanceof ReadyWhen.FileExists file) {
            return new FileReadiness(file.path());
        }
        if (when instanceof ReadyWhen.HttpAnswers http) {
            return new HttpReadiness(http.uri());
        }
        if (when instanceof ReadyWhen.LineSucceeds line) {
            return new LineReadiness(lines.apply(line.line()), settings.startTimeout());
        }
        return ListeningReadiness.of(target, processes);
    }
}
