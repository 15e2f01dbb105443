package dev.lull.launcher.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads maps, lists and texts of the nodes, and notes what they are instead. Not safe for several threads. */
final class NodeReader {

    /** Those of the core schema: numbers and the like are taken as they are written. */
    private static final Set<Tag> TEXTS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

    /** Beyond so many nobody reads on. */
    private static final int MOST_PROBLEMS = 100;

    /** An alias is a few letters and may stand for many: what all of them stand for is counted. */
    private static final int MOST_CHARACTERS = 4 * Utf8File.MOST_BYTES;

    private final String file;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private int characters;

    NodeReader(String file) {
        this.file = file;
    }

    /**
     * A key and what stands behind it.
     *
     * @param key the key
     * @param place of the key
     * @param value what stands behind it
     */
    record Entry(String key, Place place, Node value) {}

    List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Tells whether so much is wrong already that no more is noted. */
    boolean hasEnough() {
        return problems.size() >= MOST_PROBLEMS;
    }

    void complain(Place place, String complaint) {
        if (!hasEnough()) {
            problems.add(new ConfigurationProblem(place, complaint));
        }
    }

    Place place(Node node) {
        return node.getStartMark().map(mark -> YamlDocument.place(file, mark)).orElse(Place.of(file));
    }

    /** Reads a map, each key once. */
    List<Entry> entries(String key, Node node, String expected) {
        if (!(node instanceof MappingNode map)) {
            complain(place(node), prefix(key) + describe(node) + ", expected " + expected);
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, Place> earlier = new HashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            text(prefix(key) + "a key", tuple.getKeyNode()).ifPresent(name -> {
                Place before = earlier.putIfAbsent(name.text(), name.place());
                if (before == null) {
                    entries.add(new Entry(name.text(), name.place(), tuple.getValueNode()));
                } else {
                    complain(
                            name.place(),
                            name.text() + ": was said already, in line " + before.line() + ", expected it once");
                }
            });
        }
        return entries;
    }

    /** Reads a text; numbers and the like are texts, too. */
    Optional<ConfiguredText> text(String key, Node node) {
        return text(key, node, "a text");
    }

    Optional<ConfiguredText> text(String key, Node node, String expected) {
        return text(key, node, describe(node), expected);
    }

    /** Reads a text that is shown to nobody. */
    Optional<ConfiguredText> secret(String key, Node node) {
        boolean other = node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
        return text(
                key,
                node,
                other ? "a text with the tag " + node.getTag() : describe(node),
                "a text (\"\" for an empty one)");
    }

    private Optional<ConfiguredText> text(String key, Node node, String found, String expected) {
        if (!(node instanceof ScalarNode scalar) || !TEXTS.contains(node.getTag())) {
            complain(place(node), key + ": " + found + ", expected " + expected);
            return Optional.empty();
        }
        String text = scalar.getValue();
        characters += text.length() + 1;
        if (characters > MOST_CHARACTERS) {
            complain(place(node), "all texts together are too long: use fewer aliases");
            return Optional.empty();
        }
        if (text.indexOf('\0') >= 0) {
            complain(place(node), key + ": has the character U+0000, which no program can be given");
            return Optional.empty();
        }
        return Optional.of(new ConfiguredText(text, place(node)));
    }

    /** Reads a list of texts, or one text. */
    List<ConfiguredText> texts(String key, Node node, String expected) {
        if (!(node instanceof SequenceNode list)) {
            return text(key, node, expected).stream().toList();
        }
        List<ConfiguredText> texts = new ArrayList<>();
        list.getValue().forEach(each -> text(key, each).ifPresent(texts::add));
        return texts;
    }

    private static String prefix(String key) {
        return key.isEmpty() ? "" : key + ": ";
    }

    static String describe(Node node) {
        if (node instanceof MappingNode) {
            return "a map";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (node.getTag().equals(Tag.NULL)) {
            return "nothing";
        }
        String quoted = node instanceof ScalarNode scalar ? quoted(scalar.getValue()) : "something";
        return TEXTS.contains(node.getTag()) ? quoted : quoted + " with the tag " + node.getTag();
    }

    /** Shows a text, of a long one the beginning. */
    static String quoted(String text) {
        return text.length() <= 80 ? "\"" + text + "\"" : "\"" + text.substring(0, 77) + "...\"";
    }
}
