package dev.lull.launcher.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what a file says of a service beside its options. Not safe for several threads. */
final class ServiceReader {

    private static final String COMMAND = "command";
    private static final String AFTER = "after";
    private static final String BEFORE = "before";
    private static final String ENVIRONMENT = "env";
    private static final String DIRECTORY = "working-directory";
    private static final String RESTART = "restart";

    /** The keys of a service that are no options. */
    static final List<String> KEYS = List.of(COMMAND, AFTER, BEFORE, ENVIRONMENT, DIRECTORY, RESTART);

    private static final Pattern VARIABLE = Pattern.compile("[^=\\s]+");

    private final NodeReader nodes;
    private final Map<String, ConfiguredOption> options = new LinkedHashMap<>();
    private final List<ConfiguredText> after = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> command = List.of();
    private Optional<String> directory = Optional.empty();
    private Restart restart = Restart.NEVER;

    ServiceReader(NodeReader nodes) {
        this.nodes = nodes;
    }

    void take(ConfiguredOption option) {
        options.put(option.option().name(), option);
    }

    /** Reads what stands behind one of {@link #KEYS}. */
    void read(NodeReader.Entry entry) {
        Node value = entry.value();
        switch (entry.key()) {
            case COMMAND -> command = command(value);
            case AFTER -> after.addAll(nodes.texts(AFTER, value, "the name of a service, or a list of them"));
            case BEFORE ->
                nodes.texts(BEFORE, value, "a line for sh -c, or a list of them").stream()
                        .filter(line -> requireLine(BEFORE, line))
                        .forEach(line -> before.add(line.text()));
            case ENVIRONMENT -> readEnvironment(value);
            case DIRECTORY ->
                directory = nodes.text(DIRECTORY, value, "a folder")
                        .filter(folder -> requireLine(DIRECTORY, folder))
                        .map(ConfiguredText::text);
            case RESTART -> nodes.text(RESTART, value, "never or on-failure").ifPresent(this::readRestart);
            default -> throw new IllegalArgumentException(entry.key());
        }
    }

    private List<String> command(Node value) {
        if (value instanceof SequenceNode list) {
            List<String> words = nodes.texts(COMMAND, value, "a text").stream()
                    .map(ConfiguredText::text)
                    .toList();
            if (list.getValue().isEmpty() || (!words.isEmpty() && words.get(0).isEmpty())) {
                nodes.complain(nodes.place(value), COMMAND + ": is empty, expected a program and its arguments");
                return List.of();
            }
            return words;
        }
        return nodes.text(COMMAND, value, "a line for sh -c, or a list of a program and its arguments")
                .filter(line -> requireLine(COMMAND, line))
                .map(line -> List.of("/bin/sh", "-c", ShellText.inPlace(line.text())))
                .orElse(List.of());
    }

    private boolean requireLine(String key, ConfiguredText line) {
        if (line.text().isBlank()) {
            nodes.complain(
                    line.place(),
                    key + ": \"" + line.text() + "\" is empty, expected "
                            + (key.equals(DIRECTORY) ? "a folder" : "a line for sh -c"));
            return false;
        }
        return true;
    }

    private void readEnvironment(Node value) {
        for (NodeReader.Entry variable : nodes.entries(ENVIRONMENT, value, "a map of names and values")) {
            if (!VARIABLE.matcher(variable.key()).matches()) {
                nodes.complain(
                        variable.place(),
                        ENVIRONMENT + ": " + NodeReader.quoted(variable.key()) + ", expected the name of a variable");
                continue;
            }
            nodes.secret(ENVIRONMENT + ": " + variable.key(), variable.value())
                    .ifPresent(text -> environment.put(variable.key(), text.text()));
        }
    }

    private void readRestart(ConfiguredText text) {
        for (Restart each : Restart.values()) {
            if (each.toString().equals(text.text())) {
                restart = each;
                return;
            }
        }
        nodes.complain(
                text.place(), RESTART + ": " + NodeReader.quoted(text.text()) + ", expected never or on-failure");
    }

    ConfiguredService service(Optional<String> name, Place place) {
        return new ConfiguredService(name, place, options, command, after, before, environment, directory, restart);
    }

    /** Tells whether a key is one of a service that is no option. */
    static boolean reads(String key) {
        return KEYS.contains(key);
    }
}
