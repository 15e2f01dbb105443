package dev.lull.hold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Holds while a user is logged in. */
final class LoginProbe implements HoldProbe {

    private static final String ANYBODY = "*";
    private static final List<Path> ACCOUNTS = List.of(Path.of("/run/utmp"), Path.of("/var/run/utmp"));
    private static final int LOGINCTL_USER_COLUMN = 2;

    private final String user;
    private final List<Path> accounts;
    private final boolean namesAccount;

    /**
     * Makes one that looks at other files.
     *
     * @param accounts where utmp may be; {@code who} is told which one it is, and does not look there by itself
     */
    LoginProbe(String user, List<Path> accounts) {
        this(user, accounts, true);
    }

    private LoginProbe(String user, List<Path> accounts, boolean namesAccount) {
        this.user = user;
        this.accounts = accounts;
        this.namesAccount = namesAccount;
    }

    /** Makes one that has {@code who} find utmp itself: so it leaves out who has gone without a word. */
    static LoginProbe ofThisMachine(String user) {
        return new LoginProbe(user, ACCOUNTS, false);
    }

    @Override
    public Finding look() throws IOException, InterruptedException {
        Optional<Path> account = accounts.stream().filter(Files::exists).findFirst();
        String whyNot = "there is no " + accounts.get(0);
        if (account.isPresent()) {
            ShortProgram.Result who =
                    ShortProgram.run(namesAccount ? List.of("who", account.get().toString()) : List.of("who"));
            if (who.exitCode() == 0) {
                Optional<String> seen = find(who.lines(), 0);
                if (seen.isPresent()) {
                    return Finding.held(seen.get() + " is logged in");
                }
                whyNot = "";
            } else {
                whyNot = who.firstLine();
            }
        }
        return askLogind(whyNot);
    }

    /**
     * Asks systemd-logind.
     *
     * @param whyNot why the other account could not be read; empty if it could
     */
    private Finding askLogind(String whyNot) throws InterruptedException {
        String failure;
        try {
            ShortProgram.Result sessions =
                    ShortProgram.run(List.of("loginctl", "--no-legend", "--no-pager", "list-sessions"));
            if (sessions.exitCode() == 0) {
                return find(sessions.lines(), LOGINCTL_USER_COLUMN)
                        .map(seen -> Finding.held(seen + " is logged in"))
                        .orElseGet(this::nobody);
            }
            failure = sessions.firstLine();
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        }
        return whyNot.isEmpty()
                ? nobody()
                : Finding.unknown("nobody keeps account of logins here: " + whyNot + "; loginctl: " + failure);
    }

    private Finding nobody() {
        return Finding.free(user.equals(ANYBODY) ? "nobody is logged in" : user + " is not logged in");
    }

    private Optional<String> find(List<String> lines, int column) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > column)
                .map(words -> words[column])
                .filter(name -> user.equals(ANYBODY) || name.equals(user))
                .findFirst();
    }
}
