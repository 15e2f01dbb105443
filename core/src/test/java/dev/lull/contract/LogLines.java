package dev.lull.contract;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged below a name, from the making of this until it is closed. */
public final class LogLines extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<LogRecord> seen = new CopyOnWriteArrayList<>();

    private LogLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(this);
    }

    /**
     * Hears from now on.
     *
     * @param logger a logger's name; what is logged by those below it is heard too
     * @return the lines; the caller closes them
     */
    public static LogLines of(String logger) {
        return new LogLines(Logger.getLogger(logger));
    }

    /**
     * Returns the messages so far.
     *
     * @return each message, in order
     */
    public List<String> seen() {
        return seen.stream().map(LogRecord::getMessage).toList();
    }

    /**
     * Returns the messages so far with their levels.
     *
     * @return each level and message, such as {@code "INFO watching port 22"}, in order
     */
    public List<String> seenWithLevels() {
        return seen.stream()
                .map(line -> line.getLevel() + " " + line.getMessage())
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        seen.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
