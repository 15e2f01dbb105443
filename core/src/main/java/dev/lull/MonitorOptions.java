package dev.lull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How to watch: what every strategy needs, and room for what only one of them understands. Immutable.
 *
 * <p>A strategy's own settings are an object of a class that the strategy documents; core only carries it.
 */
public final class MonitorOptions {

    private static final MonitorOptions DEFAULTS = builder().build();

    private final NanoClock clock;
    private final boolean measuresTraffic;
    private final Map<Class<?>, Object> settings;

    private MonitorOptions(Builder builder) {
        this.clock = builder.clock;
        this.measuresTraffic = builder.measuresTraffic;
        this.settings = Map.copyOf(builder.settings);
    }

    /**
     * Returns the default options: the JVM's clock, and each strategy's own defaults.
     *
     * @return the defaults
     */
    public static MonitorOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Begins with the {@linkplain #defaults() defaults}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the clock of all times that the monitor tells.
     *
     * @return the clock
     */
    public NanoClock clock() {
        return clock;
    }

    /**
     * Tells whether the caller needs to know how many bytes are carried. A strategy that gets this for nothing measures
     * it anyway; one that would have to ask the kernel at each look does so only on request.
     *
     * @return false unless it was asked for
     */
    public boolean measuresTraffic() {
        return measuresTraffic;
    }

    /**
     * Returns a strategy's own settings.
     *
     * @param type the settings' class
     * @param <T> the settings' type
     * @return what was given, or empty for the strategy's defaults
     */
    public <T> Optional<T> settings(Class<T> type) {
        return Optional.ofNullable(settings.get(type)).map(type::cast);
    }

    /** Collects options. Not safe for use by several threads. */
    public static final class Builder {
        private NanoClock clock = NanoClock.system();
        private boolean measuresTraffic;
        private final Map<Class<?>, Object> settings = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets the clock of all times that the monitor tells. By default the JVM's monotonic clock.
         *
         * @param clock the clock
         * @return this
         * @throws NullPointerException if {@code clock} is null
         */
        public Builder clock(NanoClock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Asks for the bytes carried, also from a strategy for which measuring them makes each look more expensive.
         *
         * @return this
         */
        public Builder measureTraffic() {
            this.measuresTraffic = true;
            return this;
        }

        /**
         * Adds a strategy's own settings; a second one of the same class takes the first one's place.
         *
         * @param settings an immutable value of a class that the strategy documents
         * @return this
         * @throws NullPointerException if {@code settings} is null
         */
        public Builder settings(Object settings) {
            this.settings.put(settings.getClass(), settings);
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public MonitorOptions build() {
            return new MonitorOptions(this);
        }
    }
}
