package dev.lull.ebpf.kernel;

import dev.lull.internal.linux.SystemCallException;
import java.io.IOException;
import java.util.List;

/** The kernel did not load a program. The message ends with the verifier's last words, {@link #log()} has them all. */
final class ProgramRejectedException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int LAST_LINES = 2;

    private final int errno;
    private final String log;

    ProgramRejectedException(SystemCallException cause, String log) {
        super(cause.getMessage() + lastWords(log), cause);
        this.errno = cause.errno();
        this.log = log;
    }

    int errno() {
        return errno;
    }

    String log() {
        return log;
    }

    /** The verifier closes with statistics; what was wrong stands before them. */
    private static String lastWords(String log) {
        List<String> lines = log.lines()
                .map(String::strip)
                .filter(line ->
                        !line.isEmpty() && !line.startsWith("processed ") && !line.startsWith("verification time"))
                .toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return last.isEmpty() ? "" : "; the verifier said: " + String.join(" | ", last);
    }
}
