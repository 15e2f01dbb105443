package dev.lull.launcher.command;

import dev.lull.MonitorTarget;
import dev.lull.launcher.option.ReadyWhen;
import dev.lull.launcher.option.SleepSettings;
import java.util.function.Function;

/** Tells when a COMMAND that was started can be given clients. For one thread. */
public interface Readiness {

    /** Begins anew: COMMAND is about to be started. */
    void begin();

    /** Tells whether it is ready by now. */
    boolean isReached() throws InterruptedException;

    /** Frees what looking took: nobody waits any more. Does nothing by default. */
    default void end() {}

    /** Says what is missing, for people. */
    String missing();

    /**
     * Makes the one that waits until COMMAND listens.
     *
     * @param target where
     * @param processes COMMAND's
     */
    static Readiness ofListening(MonitorTarget target, CommandProcesses processes) {
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
            CommandProcesses processes,
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
