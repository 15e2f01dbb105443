package dev.lull.launcher.run;

import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import picocli.CommandLine.Command;

/** {@code lull config}: what is done with a configuration beside running it. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Checks the file of \"lull run --config\".",
        subcommands = ConfigCheckCommand.class)
public final class ConfigCommand implements Runnable {

    /** Makes the command. */
    public ConfigCommand() {}

    @Override
    public void run() {
        throw new UsageException("no command: expected check");
    }
}
