package dev.lull.metrics;

import dev.lull.Traffic;
import dev.lull.Verdict;
import dev.lull.Wake;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Names each figure of a watched service for metrics: dotted, as Micrometer writes names, from which those of Prometheus
 * follow.
 */
public enum WatchMeter {
    /** Connections that are open now. */
    CONNECTIONS_OPEN(Kind.GAUGE, "lull.connections.open", "", "Connections that are open now", ""),
    /** Connections that opened since the watching began. */
    CONNECTIONS_OPENED(
            Kind.COUNTER, "lull.connections.opened", "", "Connections that opened since the watching began", ""),
    /** Bytes carried since the watching began, by direction. */
    BYTES(
            Kind.COUNTER,
            "lull.bytes",
            "bytes",
            "Payload bytes carried since the watching began, to the service (in) and from it (out)",
            "direction"),
    /** For how long nobody has been connected. */
    IDLE(
            Kind.GAUGE,
            "lull.idle",
            "seconds",
            "For how long nobody has been connected; zero while somebody is, or a hold keeps the service up",
            ""),
    /** When the service will be stopped if nothing happens, as seconds since 1970. */
    STOP_TIMESTAMP(
            Kind.GAUGE,
            "lull.stop.timestamp",
            "seconds",
            "When the service will be stopped, or put to sleep, if nothing happens, in seconds since 1970; no value while nothing counts down",
            ""),
    /** How the service stands: 1 for the state that it is in, 0 for the others. */
    STATE(
            Kind.GAUGE,
            "lull.state",
            "",
            "How the service stands: 1 for the state that it is in, 0 for the others",
            "state"),
    /** Whether a hold alone keeps the service up. */
    HELD(Kind.GAUGE, "lull.held", "", "1 while a hold alone keeps the service up, else 0", ""),
    /** Looks taken by the watcher. */
    LOOKS(Kind.COUNTER, "lull.looks", "", "Looks that the watcher took", "strategy"),
    /** Looks that could not tell whether anybody is connected. */
    LOOKS_FAILED(
            Kind.COUNTER,
            "lull.looks.failed",
            "",
            "Looks that could not tell whether anybody is connected",
            "strategy"),
    /** Stops that were decided, by reason. */
    STOPS(
            Kind.COUNTER,
            "lull.stops",
            "",
            "Stops that were decided, those that put to sleep and dry runs included",
            "reason"),
    /** Stops that were called off, by reason. */
    STOPS_CALLED_OFF(
            Kind.COUNTER,
            "lull.stops.called.off",
            "",
            "Stops that were called off: by the veto, by the door, by something that failed",
            "reason"),
    /** How often the service fell asleep. */
    SLEEPS(Kind.COUNTER, "lull.sleeps", "", "How often the service fell asleep", ""),
    /** How often the service was woken, by cause. */
    WAKES(Kind.COUNTER, "lull.wakes", "", "How often the service was woken", "cause"),
    /** How often the service could not be woken. */
    WAKES_FAILED(Kind.COUNTER, "lull.wakes.failed", "", "How often the service could not be woken", ""),
    /** How long all wakes took together that succeeded. */
    WAKING(Kind.COUNTER, "lull.waking", "seconds", "How long all wakes took together that succeeded", "");

    /** What a meter measures. */
    public enum Kind {
        /** Goes up and down. */
        GAUGE,
        /** Goes up. */
        COUNTER
    }

    private final Kind kind;
    private final String dottedName;
    private final String unit;
    private final String description;
    private final String label;

    WatchMeter(Kind kind, String dottedName, String unit, String description, String label) {
        this.kind = kind;
        this.dottedName = dottedName;
        this.unit = unit;
        this.description = description;
        this.label = label;
    }

    /**
     * Returns what it measures.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns its name for Micrometer.
     *
     * @return such as {@code "lull.connections.open"}
     */
    public String dottedName() {
        return dottedName;
    }

    /**
     * Returns its name for Prometheus, without the suffix {@code _total} of a counter.
     *
     * @return such as {@code "lull_idle_seconds"}
     */
    public String prometheusName() {
        String name = dottedName.replace('.', '_');
        return unit.isEmpty() || name.endsWith(unit) ? name : name + "_" + unit;
    }

    /**
     * Returns its base unit.
     *
     * @return {@code "bytes"} or {@code "seconds"}; empty for what is merely counted
     */
    public String unit() {
        return unit;
    }

    /**
     * Says in one line what it measures.
     *
     * @return a description for people
     */
    public String description() {
        return description;
    }

    /**
     * Returns the name of the label that tells its values apart.
     *
     * @return such as {@code "direction"}; empty where there is one value
     */
    public String label() {
        return label;
    }

    /**
     * Returns what its label may say.
     *
     * @param strategy the strategy that watches
     * @return each of them once; one that is empty where there is no label
     */
    public List<String> labelValues(String strategy) {
        return switch (this) {
            case BYTES -> List.of("in", "out");
            case STATE ->
                Arrays.stream(WatchState.values()).map(WatchState::label).toList();
            case LOOKS, LOOKS_FAILED -> List.of(strategy);
            case STOPS -> names(Verdict.Cause.values());
            case STOPS_CALLED_OFF -> names(WatchFigures.CalledOff.values());
            case WAKES -> names(Wake.Cause.values());
            default -> List.of("");
        };
    }

    /**
     * Returns its value.
     *
     * @param figures of the service
     * @param labelValue one of {@link #labelValues}
     * @param epochMillis now, by the wall clock, in milliseconds since 1970
     * @return the value; empty where there is none at the moment
     * @throws IllegalArgumentException if there is no such value of the label
     */
    public OptionalDouble value(WatchFigures figures, String labelValue, long epochMillis) {
        return switch (this) {
            case CONNECTIONS_OPEN ->
                figures.open().isPresent()
                        ? OptionalDouble.of(figures.open().get().openConnections())
                        : OptionalDouble.empty();
            case CONNECTIONS_OPENED -> count(figures.openedTotal());
            case BYTES ->
                figures.traffic().isPresent()
                        ? count(bytes(figures.traffic().get(), labelValue))
                        : OptionalDouble.empty();
            case IDLE -> seconds(figures.idleFor());
            case STOP_TIMESTAMP ->
                figures.stopsIn().isPresent()
                        ? OptionalDouble.of(epochMillis / 1000.0
                                + inSeconds(figures.stopsIn().get()))
                        : OptionalDouble.empty();
            case STATE -> OptionalDouble.of(figures.state().label().equals(labelValue) ? 1 : 0);
            case HELD -> OptionalDouble.of(figures.isHeld() ? 1 : 0);
            case LOOKS -> count(figures.looks());
            case LOOKS_FAILED -> count(figures.failedLooks());
            case STOPS -> count(figures.stops().getOrDefault(named(Verdict.Cause.values(), labelValue), 0L));
            case STOPS_CALLED_OFF ->
                count(figures.calledOff().getOrDefault(named(WatchFigures.CalledOff.values(), labelValue), 0L));
            case SLEEPS -> count(figures.sleeps());
            case WAKES -> count(figures.wakes().getOrDefault(named(Wake.Cause.values(), labelValue), 0L));
            case WAKES_FAILED -> count(figures.failedWakes());
            case WAKING -> OptionalDouble.of(inSeconds(figures.waking()));
        };
    }

    private static OptionalDouble count(long number) {
        return OptionalDouble.of((double) number);
    }

    private static long bytes(Traffic traffic, String direction) {
        return direction.equals("in") ? traffic.bytesIn() : traffic.bytesOut();
    }

    private static OptionalDouble seconds(Optional<Duration> duration) {
        return duration.isPresent() ? OptionalDouble.of(inSeconds(duration.get())) : OptionalDouble.empty();
    }

    private static double inSeconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(WatchMeter::name).toList();
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E named(E[] values, String label) {
        return Arrays.stream(values)
                .filter(each -> name(each).equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "labelValue: \"" + label + "\", expected one of " + names(values)));
    }
}
