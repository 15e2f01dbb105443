package dev.lull.launcher.help;

import dev.lull.launcher.console.ProgramVersion;
import dev.lull.launcher.console.UsageException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lull help}: a topic, or a command's options. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Explains a topic, or lists a command's options. Without either: which there are.")
public final class HelpCommand implements Runnable {

    private final PrintStream out = System.out;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TOPIC|COMMAND",
            completionCandidates = Topics.class,
            description = "What to explain.")
    private @Nullable String subject;

    /** What there is to complete. */
    static final class Topics extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Topics() {
            super(HelpTopic.names());
        }
    }

    @Override
    public void run() {
        CommandLine program = spec == null ? new CommandLine(this) : spec.root().commandLine();
        if (subject == null) {
            program.usage(out);
            out.println("Topics of \"lull help\":");
            for (HelpTopic topic : HelpTopic.values()) {
                out.printf(Locale.ROOT, "  %-11s %s%n", topic, topic.title());
            }
            return;
        }
        CommandLine command = program.getSubcommands().get(subject);
        Optional<HelpTopic> topic = HelpTopic.named(subject);
        if (command != null) {
            command.usage(out);
        } else if (topic.isPresent()) {
            out.print(topic.get().text());
        } else {
            throw new UsageException(unknown(subject, program));
        }
    }

    private static String unknown(String subject, CommandLine program) {
        List<String> names = new ArrayList<>(HelpTopic.names());
        program.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
            }
        });
        String expected = NearestName.of(subject, names)
                .map(name -> ", did you mean " + name + "?")
                .orElse(", expected one of " + String.join(", ", names));
        return "nothing is known of " + subject + expected;
    }
}
