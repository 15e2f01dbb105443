package dev.lull.launcher.config;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines for {@code sh -c}. */
final class ShellText {

    /** A program by name or path, and arguments in which the shell has nothing to run one after the other. */
    private static final Pattern SIMPLE = Pattern.compile("\\s*([\\w./+-]+)(?:\\s[^;&|()`\\n{}]*)?");

    /** Reserved words, special built-in utilities, and those that only a shell has (POSIX.1-2017, XCU 2.4, 2.14, 1.6). */
    private static final Set<String> SHELL_WORDS = Set.of(
            "if",
            "then",
            "else",
            "elif",
            "fi",
            "do",
            "done",
            "case",
            "esac",
            "while",
            "until",
            "for",
            "in",
            "function",
            "select",
            "time",
            "break",
            ".",
            "continue",
            "eval",
            "exec",
            "exit",
            "export",
            "readonly",
            "return",
            "set",
            "shift",
            "times",
            "trap",
            "unset",
            "alias",
            "bg",
            "cd",
            "command",
            "fc",
            "fg",
            "getopts",
            "hash",
            "jobs",
            "local",
            "read",
            "source",
            "type",
            "ulimit",
            "umask",
            "unalias",
            "wait");

    private ShellText() {}

    /**
     * Has the program of a line take the shell's place, where the line does no more than start one: then it is the program
     * that gets the signals and whose exit code counts. All else the shell runs itself.
     */
    static String inPlace(String line) {
        Matcher simple = SIMPLE.matcher(line);
        return simple.matches() && !SHELL_WORDS.contains(simple.group(1)) ? "exec " + line.strip() : line;
    }
}
