package dev.lull.launcher.console;

/** What the program ends with; scripts rely on it. The numbers from 64 on are those of sysexits(3). */
public final class ExitCode {

    /** Stopped because idle, or nothing was wrong. */
    public static final int OK = 0;
    /** The demonstration did not show what it was to show. */
    public static final int DEMO_FAILED = 1;
    /** A run does not do what it was asked for at its control socket, and says why. */
    public static final int REFUSED = 1;
    /** The command line is wrong ({@code EX_USAGE}). */
    public static final int USAGE = 64;
    /** No strategy works here, or a run cannot be reached ({@code EX_UNAVAILABLE}). */
    public static final int UNAVAILABLE = 69;
    /** A mistake of Lull's own ({@code EX_SOFTWARE}). */
    public static final int INTERNAL = 70;
    /** The command is there but cannot be executed, as a shell says it. */
    public static final int NOT_EXECUTABLE = 126;
    /** The command is not there, as a shell says it. */
    public static final int NOT_FOUND = 127;

    private ExitCode() {}

    /** What a process ends with that a signal ended, as a shell says it. */
    public static int ofSignal(int number) {
        return 128 + number;
    }
}
