package dev.lull.launcher.help;

import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lull manual}: writes what a package has beside the program. The build calls it. */
@Command(
        name = "manual",
        hidden = true,
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Writes manual pages and completion into a folder, laid out as below /usr/share.")
public final class ManualCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Is made if it is missing.")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        if (spec == null) {
            return 0;
        }
        try {
            write(spec.root());
            return 0;
        } catch (IOException e) {
            throw new UsageException("manual: " + folder + " cannot be written: " + e.getMessage());
        }
    }

    private void write(CommandSpec program) throws IOException {
        put("man/man1/" + program.name() + ".1", ManualPage.of(program));
        for (CommandLine command : program.subcommands().values()) {
            CommandSpec each = command.getCommandSpec();
            if (!each.usageMessage().hidden()) {
                put("man/man1/" + ManualPage.name(each) + ".1", ManualPage.of(each));
            }
        }
        put(
                "bash-completion/completions/" + program.name(),
                CompletionCommand.script(program, CompletionCommand.Shell.BASH));
        put("zsh/site-functions/_" + program.name(), CompletionCommand.script(program, CompletionCommand.Shell.ZSH));
    }

    private void put(String place, String text) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
