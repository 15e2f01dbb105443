package dev.lull.launcher.process;

import dev.lull.internal.linux.ChildProcesses;
import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the processes that Lull starts what Lull itself was started with, where its own process had to be changed: the
 * locale, which the script {@code lull} sets because Java reads its arguments by it, and the limit of open files, which
 * every JVM raises for itself ({@code -XX:+MaxFDLimit}). Safe for use by any thread.
 *
 * @param locale LC_ALL as it was, blank for unset; empty if it was not changed
 * @param openFiles the soft limit of RLIMIT_NOFILE as it was, -1 for unlimited; empty if it cannot be told or was not
 *     changed
 */
record OriginalSettings(Optional<String> locale, OptionalLong openFiles) {

    /** Set by the script {@code lull}. */
    private static final String LOCALE_PROPERTY = "lull.locale";

    /** Set by the script {@code lull}, as {@code ulimit -S -n} says it. */
    private static final String OPEN_FILES_PROPERTY = "lull.openFiles";

    private static final Set<String> FROM_SERVICE_MANAGER =
            Set.of("NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

    private static final long UNLIMITED = -1;

    /** How Java words EMFILE, up to JDK 23 or so and after. */
    private static final Pattern TOO_MANY_OPEN_FILES = Pattern.compile("error[=:] ?24\\b");

    /** Finds out. Without the script the limit of open files is taken to be that of the process which started this one. */
    static OriginalSettings ofThisProcess() {
        return new OriginalSettings(
                Optional.ofNullable(System.getProperty(LOCALE_PROPERTY)),
                Optional.ofNullable(System.getProperty(OPEN_FILES_PROPERTY))
                        .map(OriginalSettings::parse)
                        .orElseGet(OriginalSettings::openFilesOfParent));
    }

    private static OptionalLong openFilesOfParent() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> inherited(
                        openFiles(Path.of("/proc", String.valueOf(parent.pid()), "limits")),
                        openFiles(Path.of("/proc/self/limits"))))
                .orElse(OptionalLong.empty());
    }

    /** A JVM raises the soft limit up to the hard one, and leaves the hard one as it inherited it. */
    static OptionalLong inherited(Optional<Limits> parent, Optional<Limits> own) {
        boolean raised = own.isPresent()
                && parent.isPresent()
                && own.get().soft().equals(own.get().hard())
                && own.get().hard().equals(parent.get().hard());
        return raised ? parse(parent.get().soft()) : OptionalLong.empty();
    }

    /** The line {@code Max open files} of proc_pid_limits(5). */
    record Limits(String soft, String hard) {}

    private static Optional<Limits> openFiles(Path file) {
        try {
            return limits(Files.readString(file));
        } catch (IOException notLinuxOrSomebodyElses) {
            return Optional.empty();
        }
    }

    static Optional<Limits> limits(String text) {
        return text.lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+", -1))
                .filter(words -> words.length > 4)
                .map(words -> new Limits(words[3], words[4]))
                .findFirst();
    }

    private static OptionalLong parse(String limit) {
        try {
            return OptionalLong.of(limit.equals("unlimited") ? UNLIMITED : Long.parseLong(limit));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Gives the locale back to a process that is about to be started. */
    void restoreLocale(Map<String, String> environment) {
        locale.ifPresent(value -> {
            if (value.isEmpty()) {
                environment.remove("LC_ALL");
            } else {
                environment.put("LC_ALL", value);
            }
        });
    }

    /** Takes away what a service manager says to this process alone: sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3). */
    static void withholdServiceManager(Map<String, String> environment) {
        environment.keySet().removeAll(FROM_SERVICE_MANAGER);
    }

    /** Puts the limit of open files in front of a line for {@code sh -c}. */
    String withOpenFileLimit(String shellLine) {
        return openFiles.isEmpty() || openFiles.getAsLong() == UNLIMITED
                ? shellLine
                : "ulimit -S -n " + openFiles.getAsLong() + "\n" + shellLine;
    }

    /**
     * Starts a process with no signal blocked and with the limit of open files as it was.
     *
     * @param calls sets both; where they are missing the process keeps what the JVM made of them
     * @throws IOException if it cannot be started
     */
    Process start(ProcessBuilder builder, Optional<ChildProcesses> calls) throws IOException {
        if (calls.isEmpty()) {
            return startLimited(builder, calls);
        }
        ChildProcesses.SignalMask mask;
        try {
            mask = calls.get().unblockSignals();
        } catch (SystemCallException e) {
            System.getLogger(OriginalSettings.class.getName())
                    .log(Level.WARNING, "the command may begin with SIGQUIT blocked", e);
            return startLimited(builder, calls);
        }
        try (mask) {
            return startLimited(builder, calls);
        }
    }

    /**
     * Starts a process with the limit of open files as it was. A process inherits it when it is forked, so this process
     * lowers its own for that moment: no shell is needed, and the new process never runs with another.
     *
     * @param calls sets it; where they are missing the process keeps the JVM's limit, and a warning says so
     * @throws IOException if it cannot be started
     */
    private Process startLimited(ProcessBuilder builder, Optional<ChildProcesses> calls) throws IOException {
        if (openFiles.isEmpty()) {
            return builder.start();
        }
        if (calls.isEmpty()) {
            warn("native code is not available");
            return builder.start();
        }
        long raised;
        try {
            raised = calls.get().openFileLimit();
            calls.get().setOpenFileLimit(openFiles.getAsLong());
        } catch (SystemCallException e) {
            warn(String.valueOf(e.getMessage()));
            return builder.start();
        }
        try {
            return builder.start();
        } catch (IOException e) {
            if (!TOO_MANY_OPEN_FILES.matcher(String.valueOf(e.getMessage())).find()) {
                throw e;
            }
        } finally {
            raiseAgain(calls.get(), raised);
        }
        warn("Lull itself has more files open than that");
        return builder.start();
    }

    private static void raiseAgain(ChildProcesses calls, long limit) {
        try {
            calls.setOpenFileLimit(limit);
        } catch (SystemCallException e) {
            System.getLogger(OriginalSettings.class.getName())
                    .log(Level.WARNING, "Lull's own limit of open files stays low", e);
        }
    }

    private void warn(String reason) {
        System.getLogger(OriginalSettings.class.getName())
                .log(
                        Level.WARNING,
                        "the command may open as many files as Java raised its own limit to, not "
                                + openFiles.getAsLong() + ": " + reason);
    }
}
