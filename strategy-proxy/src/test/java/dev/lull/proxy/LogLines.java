package dev.lull.proxy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the relay logs, from its making until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private LogLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    /** Hears from now on. */
    public static LogLines ofRelay() {
        return new LogLines(Logger.getLogger("dev.lull.proxy"));
    }

    /** The messages so far. */
    public List<String> seen() {
        return seen;
    }

    @Override
    public void publish(LogRecord line) {
        seen.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
