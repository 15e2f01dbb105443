package dev.lull.launcher.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.lull.Availability;
import dev.lull.Strategies;
import dev.lull.launcher.ExitCode;
import dev.lull.launcher.LullCommand;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lull doctor}: which strategies work here; for each that does not, why, and what would make it work. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = LullCommand.Version.class,
        usageHelpAutoWidth = true,
        description = "Says which strategies work here; for each that does not: why, and what would make it work."
                + " Exits 0 if one works, else 69.")
public final class DoctorCommand implements Callable<Integer> {

    private final PrintStream out = System.out;

    @Option(names = "--json", description = "For programs: one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Map<String, ActivityStrategyProvider> installed = Strategies.installed();
        Map<String, Availability> answers = Strategies.probeAll();
        Map<String, String> facts = RuntimeEnvironment.collect();
        if (json) {
            out.println(json(answers, installed, facts));
        } else {
            print(answers, facts);
        }
        boolean anyWorks = answers.values().stream().anyMatch(Availability.Available.class::isInstance);
        return anyWorks ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private void print(Map<String, Availability> answers, Map<String, String> facts) {
        if (answers.isEmpty()) {
            out.println("no strategy is part of this build");
        }
        answers.forEach((name, answer) -> {
            out.printf(Locale.ROOT, "%-8s %s\n", name, word(answer));
            if (answer instanceof Availability.Unsupported unsupported) {
                out.println("         why:  " + unsupported.reason());
                out.println("         cure: " + unsupported.cure());
            } else if (!answer.explanation().isEmpty()) {
                out.println("         " + answer.explanation());
            }
        });
        out.println();
        facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-14s %s\n", name, value));
    }

    private static String word(Availability answer) {
        return answer instanceof Availability.Available
                ? "works"
                : answer instanceof Availability.Unsupported ? "does not work here" : "could not be found out";
    }

    private static String json(
            Map<String, Availability> answers,
            Map<String, ActivityStrategyProvider> installed,
            Map<String, String> facts)
            throws IOException {
        StringWriter text = new StringWriter();
        // Not the platform's line ends: the same answer is the same text everywhere.
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try (JsonGenerator json = new JsonFactory().createGenerator(text).setPrettyPrinter(printer)) {
            json.writeStartObject();
            json.writeObjectFieldStart("strategies");
            for (Map.Entry<String, Availability> entry : answers.entrySet()) {
                json.writeObjectFieldStart(entry.getKey());
                write(json, entry.getValue());
                json.writeArrayFieldStart("capabilities");
                ActivityStrategyProvider provider = installed.get(entry.getKey());
                if (provider != null) {
                    for (var capability : provider.capabilities()) {
                        json.writeString(capability.name());
                    }
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeObjectFieldStart("machine");
            for (Map.Entry<String, String> fact : facts.entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Availability answer) throws IOException {
        if (answer instanceof Availability.Available available) {
            json.writeStringField("availability", "available");
            json.writeStringField("detail", available.detail());
        } else if (answer instanceof Availability.Unsupported unsupported) {
            json.writeStringField("availability", "unsupported");
            json.writeStringField("reason", unsupported.reason());
            json.writeStringField("cure", unsupported.cure());
        } else {
            json.writeStringField("availability", "inconclusive");
            json.writeStringField("reason", answer.explanation());
        }
    }
}
