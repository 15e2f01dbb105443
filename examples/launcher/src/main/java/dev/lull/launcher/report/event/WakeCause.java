package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lull.Wake;
import dev.lull.launcher.option.Endpoint;
import java.io.IOException;

/** Words for what wakes COMMAND. */
public final class WakeCause {

    private WakeCause() {}

    /** Says it for people. */
    public static String text(Wake wake) {
        return switch (wake.cause()) {
            case IN_USE ->
                wake.connection()
                        .map(connection ->
                                "connection " + connection.id() + " from " + Endpoint.of(connection.remote()))
                        .orElse("somebody is connected");
            case UNREADABLE -> "it cannot be told whether somebody is connected";
            case ASKED -> "asked to";
        };
    }

    static void write(Wake wake, JsonGenerator json) throws IOException {
        json.writeStringField("reason", text(wake));
        if (wake.connection().isPresent()) {
            json.writeNumberField("connection", wake.connection().get().id());
        }
    }
}
