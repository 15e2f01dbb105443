package dev.lull.launcher.config;

import dev.lull.launcher.help.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a file of {@code --config}: YAML 1.2, core schema. Whatever is in it, the answer is a {@link Configuration}, with
 * the problems, and the memory that it takes is bounded.
 */
public final class ConfigurationReader {

    private static final String SERVICES = "services";

    /** What only one service can have, so that at the top it would make no sense for several. */
    private static final List<String> OF_ONE_SERVICE = List.of("port", "listen", "to");

    private static final String NAME = "name";

    /** What is longer is no slip of the fingers, and not worth comparing. */
    private static final int LONGEST_KEY = 60;

    /** More than a machine has; what is written once and used again by aliases may be many more. */
    private static final int MOST_SERVICES = 500;

    /** Also the name of a socket's file, and a word in commands. */
    private static final Pattern SERVICE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Map<String, KnownOption> known = new LinkedHashMap<>();
    private final NodeReader nodes;

    private ConfigurationReader(String file, Collection<KnownOption> options) {
        this.nodes = new NodeReader(file);
        options.forEach(option -> known.put(option.name(), option));
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param options those that may be in it
     */
    public static Configuration read(Path file, Collection<KnownOption> options) {
        try {
            return read(file.toString(), Utf8File.read(file), options);
        } catch (NotYamlException e) {
            return unreadable(file.toString(), e);
        }
    }

    static Configuration read(String file, byte[] bytes, Collection<KnownOption> options) {
        try {
            return read(file, Utf8File.decode(file, bytes), options);
        } catch (NotYamlException e) {
            return unreadable(file, e);
        }
    }

    private static Configuration read(String file, String text, Collection<KnownOption> options)
            throws NotYamlException {
        return new ConfigurationReader(file, options).read(file, YamlDocument.compose(file, text));
    }

    private static Configuration unreadable(String file, NotYamlException failure) {
        return new Configuration(file, Map.of(), List.of(), List.of(failure.problem()));
    }

    private Configuration read(String file, Node root) {
        Map<String, ConfiguredOption> common = new LinkedHashMap<>();
        ServiceReader whole = new ServiceReader(nodes);
        List<ConfiguredService> services = new ArrayList<>();
        List<NodeReader.Entry> entries = nodes.entries("", root, "a map of options");
        boolean several = entries.stream().anyMatch(entry -> entry.key().equals(SERVICES));
        for (NodeReader.Entry entry : entries) {
            if (entry.key().equals(SERVICES)) {
                services.addAll(services(entry));
            } else if (several && isOfOneService(entry.key())) {
                nodes.complain(entry.place(), entry.key() + ": belongs to one service, expected it below services");
            } else if (ServiceReader.reads(entry.key())) {
                whole.read(entry);
            } else {
                option(entry, true)
                        .ifPresent(option -> common.put(option.option().name(), option));
            }
        }
        if (!several) {
            services.add(whole.service(Optional.empty(), nodes.place(root)));
        }
        List<ConfiguredService> ordered = StartOrder.of(services, nodes);
        List<ConfigurationProblem> problems = new ArrayList<>(nodes.problems());
        problems.sort(Comparator.comparingInt(
                        (ConfigurationProblem problem) -> problem.place().line())
                .thenComparingInt(problem -> problem.place().column()));
        return new Configuration(file, common, ordered, problems);
    }

    private static boolean isOfOneService(String key) {
        return ServiceReader.reads(key) || OF_ONE_SERVICE.contains(key) || key.equals(NAME);
    }

    private List<ConfiguredService> services(NodeReader.Entry services) {
        List<ConfiguredService> read = new ArrayList<>();
        int before = nodes.problems().size();
        for (NodeReader.Entry entry : nodes.entries(SERVICES, services.value(), "a map of names and services")) {
            if (!SERVICE_NAME.matcher(entry.key()).matches()) {
                nodes.complain(
                        entry.place(),
                        SERVICES + ": " + NodeReader.quoted(entry.key())
                                + ", expected a name of letters, digits, and . _ - in between");
                continue;
            }
            if (read.size() == MOST_SERVICES) {
                nodes.complain(entry.place(), SERVICES + ": are too many, expected at most " + MOST_SERVICES);
                break;
            }
            read.add(service(entry));
        }
        if (read.isEmpty() && nodes.problems().size() == before) {
            nodes.complain(services.place(), SERVICES + ": is empty, expected at least one service");
        }
        return read;
    }

    private ConfiguredService service(NodeReader.Entry service) {
        ServiceReader reader = new ServiceReader(nodes);
        for (NodeReader.Entry entry : nodes.entries(service.key(), service.value(), "a map of options")) {
            KnownOption option = known.get(entry.key());
            if (ServiceReader.reads(entry.key())) {
                reader.read(entry);
            } else if (option != null && option.ofWholeRun()) {
                nodes.complain(entry.place(), entry.key() + ": is for the whole run, expected it at the top");
            } else if (option != null && entry.key().equals(NAME)) {
                nodes.complain(entry.place(), NAME + ": is the key below services, here " + service.key());
            } else {
                option(entry, false).ifPresent(reader::take);
            }
        }
        return reader.service(Optional.of(service.key()), service.place());
    }

    private Optional<ConfiguredOption> option(NodeReader.Entry entry, boolean top) {
        KnownOption option = known.get(entry.key());
        if (option == null) {
            complainOfUnknown(entry, top);
            return Optional.empty();
        }
        List<ConfiguredText> values =
                switch (option.form()) {
                    case LIST -> nodes.texts(entry.key(), entry.value(), "a text, or a list of them");
                    case TEXT -> nodes.text(entry.key(), entry.value()).stream().toList();
                    case FLAG ->
                        nodes.text(entry.key(), entry.value(), "true or false").stream()
                                .filter(value -> requireFlag(entry.key(), value))
                                .toList();
                };
        return values.isEmpty()
                        && option.form() != KnownOption.Form.LIST // an empty list says: none, other than at the top
                ? Optional.empty()
                : Optional.of(new ConfiguredOption(option, entry.place(), values));
    }

    private boolean requireFlag(String key, ConfiguredText value) {
        boolean flag = value.text().equals("true") || value.text().equals("false");
        if (!flag) {
            nodes.complain(value.place(), key + ": " + NodeReader.quoted(value.text()) + ", expected true or false");
        }
        return flag;
    }

    private void complainOfUnknown(NodeReader.Entry entry, boolean top) {
        if (nodes.hasEnough()) {
            return; // comparing names takes time
        }
        if (entry.key().length() > LONGEST_KEY) {
            nodes.complain(entry.place(), NodeReader.quoted(entry.key()) + " is no option");
            return;
        }
        TreeSet<String> names = new TreeSet<>(ServiceReader.KEYS);
        known.values().stream()
                .filter(option -> top || !option.ofWholeRun())
                .forEach(option -> names.add(option.name()));
        if (top) {
            names.add(SERVICES);
        }
        String written = entry.key().startsWith("--") ? entry.key().substring(2) : entry.key();
        nodes.complain(
                entry.place(),
                NodeReader.quoted(entry.key()) + " is no option"
                        + NearestName.of(written, names)
                                .map(name -> ", did you mean " + name + "?")
                                .orElse(", expected one of \"lull run --help\", without the dashes"));
    }
}
