package dev.lull.launcher.option;

/** What to do when the service is idle. */
public sealed interface OnIdle {

    /** Stop COMMAND, then end with 0. */
    record Exit() implements OnIdle {}

    /** Stop COMMAND and stay, until somebody connects: then start it again. */
    record StopCommand() implements OnIdle {}

    /** Freeze COMMAND with all that it started and stay, until somebody connects: then thaw it. */
    record Freeze() implements OnIdle {}

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
            case "freeze" -> new Freeze();
            default -> {
                if (text.isBlank()) {
                    throw new IllegalArgumentException(
                            "is empty, expected exit, stop-command, freeze or a command line");
                }
                yield new RunLine(text);
            }
        };
    }
}
