package dev.lull.spi;

/** Takes the connections of one look, one after the other. */
@FunctionalInterface
public interface ConnectionSink {

    /**
     * Takes one open connection. The same key twice in one look counts once.
     *
     * @param row valid only during this call
     */
    void row(ConnectionRow row);
}
