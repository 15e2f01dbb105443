package dev.lull.launcher.run;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has the say where several give an option: the first of them, for each single option, and for all of a list. */
final class OptionLayers {

    private static final String PORT = "port";

    /** A target in the path, which a port excludes. */
    private static final Set<String> PATH = Set.of("listen", "to");

    private OptionLayers() {}

    /**
     * Chooses.
     *
     * @param layers options by name, those who have the say first
     */
    static Map<String, GivenOption> choose(List<Map<String, GivenOption>> layers) {
        Map<String, GivenOption> chosen = new LinkedHashMap<>();
        for (Map<String, GivenOption> layer : layers) {
            Set<String> overruled = new HashSet<>(chosen.keySet());
            if (chosen.containsKey(PORT)) {
                overruled.addAll(PATH); // who says what to watch says all of it
            } else if (PATH.stream().anyMatch(chosen::containsKey)) {
                overruled.add(PORT);
            }
            layer.forEach((name, option) -> {
                if (!overruled.contains(name)) {
                    chosen.put(name, option);
                }
            });
        }
        return chosen;
    }
}
