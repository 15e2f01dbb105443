package dev.lull.launcher.help;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What there is to read beside the options. Each is a text of the same name, whose first line says what it is about. */
enum HelpTopic {
    STRATEGIES,
    IDLE,
    HOLDS,
    SLEEP,
    DOOR,
    WATCH,
    EVENTS,
    LOGS,
    EXIT_CODES,
    PRIVILEGES,
    SYSTEMD,
    CONTAINERS;

    /** Returns the names of all, in the order in which to read them. */
    static List<String> names() {
        return Arrays.stream(values()).map(HelpTopic::toString).toList();
    }

    static Optional<HelpTopic> named(String name) {
        return Arrays.stream(values())
                .filter(topic -> topic.toString().equals(name))
                .findFirst();
    }

    /** Returns what it is about, in one line. */
    String title() {
        return text().lines().findFirst().orElse("");
    }

    /** Returns what there is to read below the title. */
    List<String> body() {
        return text().lines().skip(2).toList();
    }

    String text() {
        try (InputStream text = HelpTopic.class.getResourceAsStream(this + ".txt")) {
            if (text == null) {
                throw new IllegalStateException("no text of " + this);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the text of " + this, e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
