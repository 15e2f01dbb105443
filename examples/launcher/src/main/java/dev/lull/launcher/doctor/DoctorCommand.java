package dev.lull.launcher.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.lull.Availability;
import dev.lull.Capability;
import dev.lull.Strategies;
import dev.lull.launcher.console.ExitCode;
import dev.lull.launcher.console.ProgramVersion;
import dev.lull.spi.ActivityStrategyProvider;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lull doctor}: which strategies work here; for each that does not, why, and what would make it work. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        usageHelpAutoWidth = true,
        description = "Says which strategies work here; for each that does not: why, and what would make it work."
                + " Exits 0 if one works, else 69.")
public final class DoctorCommand implements Callable<Integer> {

    /** What is no TCP connection cannot be seen as one. */
    private static final List<String> UNSEEN = List.of("UNIX sockets", "UDP");

    /** Of a strategy without events. */
    private static final String BY_LOOKING =
            "finds who comes by looking: a frozen COMMAND is thawed up to --check-interval later";

    private final PrintStream out = System.out;

    @Option(names = "--json", description = "For programs: one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Map<String, ActivityStrategyProvider> installed = Strategies.installed();
        Map<String, Availability> answers = Strategies.probeAll();
        Map<String, Availability> witnesses = witnesses(answers, installed);
        Map<String, String> facts = RuntimeEnvironment.collect();
        if (json) {
            out.println(json(answers, witnesses, installed, facts));
        } else {
            print(answers, witnesses, installed, facts);
        }
        boolean anyWorks = answers.values().stream().anyMatch(Availability.Available.class::isInstance);
        return anyWorks ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    /** A witness of a strategy that does not work here would say nothing. */
    private static Map<String, Availability> witnesses(
            Map<String, Availability> answers, Map<String, ActivityStrategyProvider> installed) {
        Map<String, Availability> witnesses = new LinkedHashMap<>();
        installed.forEach((name, provider) -> {
            if (answers.get(name) instanceof Availability.Available) {
                witnesses.put(name, provider.probeWitness());
            }
        });
        return witnesses;
    }

    private void print(
            Map<String, Availability> answers,
            Map<String, Availability> witnesses,
            Map<String, ActivityStrategyProvider> installed,
            Map<String, String> facts) {
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
            Availability witness = witnesses.get(name);
            if (witness instanceof Availability.Available available) {
                out.println("         confirms a stop by: " + available.detail());
            } else if (witness != null) {
                out.println("         no second source confirms a stop: " + witness.explanation());
            }
            ActivityStrategyProvider provider = installed.get(name);
            if (witness != null && provider != null && !provider.capabilities().contains(Capability.EVENTS)) {
                out.println("         " + BY_LOOKING);
            }
        });
        out.println();
        out.println("seen by no strategy: clients of " + String.join(", and of ", UNSEEN));
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
            Map<String, Availability> witnesses,
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
                writeWitness(json, witnesses.get(entry.getKey()));
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
            json.writeArrayFieldStart("unseen");
            for (String unseen : UNSEEN) {
                json.writeString(unseen);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("machine");
            for (Map.Entry<String, String> fact : facts.entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeWitness(JsonGenerator json, @Nullable Availability witness) throws IOException {
        if (witness instanceof Availability.Available available) {
            json.writeStringField("witness", available.detail());
        } else if (witness != null) {
            json.writeNullField("witness");
            json.writeStringField("witnessReason", witness.explanation());
        }
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
