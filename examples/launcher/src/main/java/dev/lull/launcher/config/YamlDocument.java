package dev.lull.launcher.config;

import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Makes nodes of a text, each with its place, and one clear line of what is not YAML. */
final class YamlDocument {

    /** A configuration needs five. The composer calls itself for each, so that more would end in a stack overflow. */
    private static final int DEEPEST = 20;

    /** Lists and maps that are written once and used again; some hundred would be a way to write a thousand services. */
    private static final int MOST_ALIASES = 50;

    private YamlDocument() {}

    static Node compose(String file, String text) throws NotYamlException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(Utf8File.MOST_BYTES)
                .build();
        Optional<Node> root;
        try {
            requireShallow(file, new Parse(settings).parseString(text));
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            throw new NotYamlException(
                    e.getProblemMark()
                            .or(e::getContextMark)
                            .map(mark -> place(file, mark))
                            .orElse(Place.of(file)),
                    "not YAML: " + complaint(e));
        } catch (RuntimeException e) { // the library throws several for what it does not like, with or without a reason
            throw new NotYamlException(Place.of(file), "not YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
        return root.orElseThrow(
                () -> new NotYamlException(new Place(file, 1, 1), "is empty, expected the options of a run"));
    }

    static Place place(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static void requireShallow(String file, Iterable<Event> events) throws NotYamlException {
        int depth = 0;
        for (Event event : events) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {
                    // has nothing in it
                }
            }
            if (depth > DEEPEST) {
                throw new NotYamlException(
                        event.getStartMark().map(mark -> place(file, mark)).orElse(Place.of(file)),
                        "lists and maps lie too deep within each other, expected at most " + DEEPEST);
            }
        }
    }

    private static String complaint(MarkedYamlEngineException failure) {
        String problem = firstLine(String.valueOf(failure.getProblem()));
        if (problem.toUpperCase(Locale.ROOT).contains("(TAB)")) {
            return "a tab, expected spaces";
        }
        String context = failure.getContext();
        return context == null || context.isBlank() ? problem : firstLine(context) + ": " + problem;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }
}
