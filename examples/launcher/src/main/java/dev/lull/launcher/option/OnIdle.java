package dev.lull.launcher.option;

/** What to do when the service is idle. */
public sealed interface OnIdle {

    /** Stop COMMAND, then end with 0. */
    record Exit() implements OnIdle {}

    /** Stop COMMAND and stay, for where the end of this process would only have it started again. */
    record StopCommand() implements OnIdle {}

    /**
     * Run a shell's line first; only if it succeeds stop COMMAND and end with 0, else go on watching.
     *
     * @param line for {@code sh -c}
     */
    record RunLine(String line) implements OnIdle {}

    /** Parses the option's value. */
    static OnIdle parse(String text) {
        return switch (text) {
            case "exit" -> new Exit();
            case "stop-command" -> new StopCommand();
            default -> {
                if (text.isBlank()) {
                    throw new IllegalArgumentException("is empty, expected exit, stop-command or a command line");
                }
                yield new RunLine(text);
            }
        };
    }
}
