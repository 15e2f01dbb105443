package dev.lull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several witnesses as one. Somebody seen by one of them is there, whatever the others say; else one that cannot look
 * leaves it open. The witnesses that are absent say nothing, as long as there is another one.
 */
record AnyOfWitness(List<Witness> witnesses) implements Witness {
    @Override
    public String description() {
        return witnesses.stream().map(Witness::description).collect(Collectors.joining("; "));
    }

    @Override
    public Testimony testify() {
        List<Testimony> all = witnesses.stream().map(Witness::testify).toList();
        List<Testimony.Seen> seen = only(all, Testimony.Seen.class);
        List<Testimony.Unreadable> unreadable = only(all, Testimony.Unreadable.class);
        List<Testimony.Sighting> open = new ArrayList<>();
        seen.forEach(each -> open.addAll(each.open()));
        if (open.isEmpty() && !unreadable.isEmpty()) {
            return new Testimony.Unreadable(joined(unreadable, Testimony.Unreadable::reason));
        }
        return seen.isEmpty()
                ? new Testimony.Absent(joined(only(all, Testimony.Absent.class), Testimony.Absent::reason))
                : new Testimony.Seen(open);
    }

    private static <T extends Testimony> List<T> only(List<Testimony> all, Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T> String joined(List<T> testimonies, Function<T, String> reason) {
        return testimonies.stream().map(reason).collect(Collectors.joining("; "));
    }
}
