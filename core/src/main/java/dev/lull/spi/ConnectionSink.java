package dev.lull.spi;

/** Takes the connections of one look, one after another. */
@FunctionalInterface
public interface ConnectionSink {

    /**
     * Takes one open connection. The same connection twice in one look counts once; two with one key make it fail.
     *
     * @param row valid only during this call
     */
    void row(ConnectionRow row);

    /**
     * Says that nothing listens at a watched port: such a look is unreadable unless it finds a connection. Does nothing
     * unless overridden.
     *
     * @param port the port
     */
    default void nothingListensOn(int port) {}
}
