package dev.lull.launcher.process;

import dev.lull.internal.linux.ProcessStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The user as whom COMMAND runs, where that is not Lull's own. Linux keeps credentials for each thread, and a JVM has
 * many: Lull cannot become somebody else by itself. So setpriv(1) of util-linux does, and then executes COMMAND in its
 * own place: COMMAND keeps its process number, its parent, and its start. Immutable.
 */
public final class CommandUser {

    /** Of capabilities(7), linux/capability.h: what it takes to become another user, and to signal that one's processes. */
    private static final long NEEDED = 1L << 5 | 1L << 6 | 1L << 7; // CAP_KILL, CAP_SETGID, CAP_SETUID

    private final Account account;
    private final String group;

    private CommandUser(Account account, String group) {
        this.account = account;
        this.group = group;
    }

    /**
     * Looks up who is meant.
     *
     * @param text {@code NAME}, or {@code NAME:GROUP} for another primary group than the user's own; numbers do, too
     * @throws IllegalArgumentException if there is no such user or group; the message says which
     */
    public static CommandUser find(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Account account = Account.find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + name + "\" is not a user of this system, expected NAME or NAME:GROUP"));
        if (colon < 0) {
            return new CommandUser(account, account.group());
        }
        String group = text.substring(colon + 1);
        return new CommandUser(
                account,
                Account.findGroup(group)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "\"" + group + "\" is not a group of this system, expected NAME or NAME:GROUP")));
    }

    /**
     * Tries to become that user, before anything else is done.
     *
     * @throws CommandStartException if this process may not, or setpriv(1) is missing
     */
    public void requirePermitted() throws CommandStartException {
        if (!hasCapabilities(ProcessStatus.ofThisProcess())) {
            throw refused("Lull may not; becoming another user, and ending that one's processes, takes root, or"
                    + " CAP_SETUID, CAP_SETGID and CAP_KILL as ambient capabilities");
        }
        ShortProgram.Result trial;
        try {
            trial = ShortProgram.run(commandLine(List.of("true")));
        } catch (IOException e) {
            throw refused("needs setpriv, of util-linux: " + e.getMessage());
        }
        if (trial.exitCode() != 0) {
            throw refused(
                    trial.output().lines().findFirst().orElse("setpriv ended with exit code " + trial.exitCode()));
        }
    }

    /** Tells whether a child can become somebody else: root's children have what root may have, others what is ambient. */
    private static boolean hasCapabilities(ProcessStatus status) {
        boolean root =
                status.value("Uid").filter(ids -> ids.matches("\\d+\\s+0\\s.*")).isPresent();
        OptionalLong held = status.mask(root ? "CapEff" : "CapAmb");
        return held.isEmpty() || (held.getAsLong() & NEEDED) == NEEDED; // unreadable: the trial tells
    }

    private CommandStartException refused(String reason) {
        return CommandStartException.notAs("--user " + account.name() + ": " + reason);
    }

    /** Makes what starts a program as this user: with the user's groups alone, and none of Lull's capabilities. */
    ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(commandLine(words));
        // As systemd does it for User= (systemd.exec(5)); all else is as Lull has it.
        builder.environment()
                .putAll(Map.of(
                        "USER", account.name(),
                        "LOGNAME", account.name(),
                        "HOME", account.home(),
                        "SHELL", account.shell()));
        return builder;
    }

    /**
     * Inheritable capabilities are dropped, and ambient ones go with them (capabilities(7)); the kernel drops the others
     * when root becomes another user, or else when the program is executed. PR_SET_NO_NEW_PRIVS is not set: it would keep
     * sudo from working in a session.
     */
    private List<String> commandLine(List<String> words) {
        List<String> line = new ArrayList<>(List.of(
                "setpriv", "--reuid=" + account.name(), "--regid=" + group, "--init-groups", "--inh-caps=-all", "--"));
        line.addAll(words);
        return line;
    }

    @Override
    public String toString() {
        return account.name();
    }
}
