package dev.lull.launcher.process;

import dev.lull.launcher.console.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** COMMAND cannot be started. */
public final class CommandStartException extends Exception {

    private static final long serialVersionUID = 1L;

    /** {@code error=2, No such …} up to JDK 23 or so, {@code error: 2 (No such …)} after. */
    private static final Pattern ERRNO = Pattern.compile("error[=:] ?(\\d+)[, (]*([^)]*)");

    private static final int ENOENT = 2;
    private static final int EACCES = 13;

    private final int exitCode;

    private CommandStartException(int exitCode, String message, @Nullable IOException cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static CommandStartException of(String program, IOException cause) {
        Matcher errno = ERRNO.matcher(String.valueOf(cause.getMessage()));
        if (!errno.find()) {
            return new CommandStartException(
                    ExitCode.NOT_EXECUTABLE, program + ": cannot be started: " + cause.getMessage(), cause);
        }
        int number = Integer.parseInt(errno.group(1));
        boolean missing = number == ENOENT || (number == EACCES && !isOnPath(program));
        if (!missing) {
            return new CommandStartException(
                    ExitCode.NOT_EXECUTABLE,
                    program + ": cannot be executed: " + errno.group(2).strip(),
                    cause);
        }
        String where = program.indexOf('/') < 0 ? "command not found" : "no such file";
        return new CommandStartException(ExitCode.NOT_FOUND, program + ": " + where, cause);
    }

    /** COMMAND cannot be executed as the user as whom it is to run. */
    static CommandStartException notAs(String message) {
        return new CommandStartException(ExitCode.NOT_EXECUTABLE, message, null);
    }

    /** COMMAND cannot be started where it is to run. */
    static CommandStartException in(Path directory, String reason) {
        return new CommandStartException(
                ExitCode.NOT_EXECUTABLE, "working-directory: " + directory + ": " + reason, null);
    }

    /** What must succeed before COMMAND is started has not. */
    public static CommandStartException notPrepared(String message) {
        return new CommandStartException(ExitCode.NOT_EXECUTABLE, message, null);
    }

    /** execvp(3) says EACCES, too, when a directory of PATH cannot be searched and no other one has the program. */
    private static boolean isOnPath(String program) {
        if (program.indexOf('/') >= 0) {
            return true;
        }
        String path = System.getenv().getOrDefault("PATH", "/bin:/usr/bin");
        return Arrays.stream(path.split(File.pathSeparator, -1)).anyMatch(folder -> new File(folder, program).exists());
    }

    /** What a shell would end with. */
    public int exitCode() {
        return exitCode;
    }
}
