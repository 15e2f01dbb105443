package dev.lull.launcher.demo;

import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.option.StrategyPreference;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;

/** {@code lull demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Shows an SSH service that stays up while somebody is connected and is stopped when idle;"
                + " needs nothing installed, and no root. Takes about 10 seconds.")
public final class DemoCommand implements Callable<Integer> {

    /** Held, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger SSH_LOG = Logger.getLogger("org.apache.sshd");

    @Override
    public Integer call() throws Exception {
        SSH_LOG.setLevel(Level.SEVERE); // it warns of what a demonstration does not need, such as missing providers
        return new Demo(System.out).show(StrategyPreference.OBSERVING);
    }
}
