package dev.lull.launcher.config;

import dev.lull.launcher.help.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts services after those that they name in {@code after}; else they stay in the order of the file. */
final class StartOrder {

    private final NodeReader nodes;
    private final Map<String, ConfiguredService> byName = new LinkedHashMap<>();
    private final Set<String> ordered = new LinkedHashSet<>();

    private StartOrder(List<ConfiguredService> services, NodeReader nodes) {
        this.nodes = nodes;
        services.forEach(service -> byName.put(service.name().orElse(""), service));
    }

    static List<ConfiguredService> of(List<ConfiguredService> services, NodeReader nodes) {
        return new StartOrder(services, nodes).order();
    }

    private List<ConfiguredService> order() {
        byName.values().forEach(this::requireKnown);
        boolean moved = true;
        while (moved) { // always the first one of the file that waits for nobody
            moved = byName.values().stream()
                    .filter(service -> !ordered.contains(service.name().orElse("")) && isReady(service))
                    .findFirst()
                    .map(service -> ordered.add(service.name().orElse("")))
                    .orElse(false);
        }
        List<ConfiguredService> result = new ArrayList<>();
        ordered.forEach(name -> result.add(byName.get(name)));
        List<String> rest =
                byName.keySet().stream().filter(name -> !ordered.contains(name)).toList();
        if (!rest.isEmpty()) {
            complainOfCircle(rest.get(0));
            rest.forEach(name -> result.add(byName.get(name)));
        }
        return result;
    }

    private boolean isReady(ConfiguredService service) {
        return service.after().stream()
                .allMatch(other -> !byName.containsKey(other.text()) || ordered.contains(other.text()));
    }

    private void requireKnown(ConfiguredService service) {
        for (ConfiguredText other : service.after()) {
            if (!byName.containsKey(other.text()) || other.text().isEmpty()) {
                nodes.complain(
                        other.place(),
                        "after: there is no service " + NodeReader.quoted(other.text())
                                + NearestName.of(other.text(), byName.keySet())
                                        .map(name -> ", did you mean " + name + "?")
                                        .orElse(""));
            }
        }
    }

    /** Each that is left waits for one that is left: who goes from one to the next comes to one again. */
    private void complainOfCircle(String first) {
        List<String> way = new ArrayList<>();
        String name = first;
        while (!way.contains(name)) {
            way.add(name);
            name = waitsFor(name).text();
        }
        List<String> circle = new ArrayList<>(way.subList(way.indexOf(name), way.size()));
        ConfiguredText entry = waitsFor(circle.get(0));
        circle.add(name);
        nodes.complain(
                entry.place(),
                "after: the services wait for each other in a circle: " + shown(circle) + ", expected one to be first");
    }

    private static String shown(List<String> circle) {
        int most = 8;
        return circle.size() <= most
                ? String.join(" after ", circle)
                : String.join(" after ", circle.subList(0, most)) + " and so on";
    }

    private ConfiguredText waitsFor(String name) {
        ConfiguredService service = byName.get(name);
        if (service == null) {
            throw new IllegalStateException(name);
        }
        return service.after().stream()
                .filter(other -> byName.containsKey(other.text()) && !ordered.contains(other.text()))
                .findFirst()
                .orElseThrow();
    }
}
