package dev.lull.launcher.report.event;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What every event of a hold says to programs. */
final class HoldFields {

    private HoldFields() {}

    static void write(JsonGenerator json, String strategy, String hold, String reason) throws IOException {
        json.writeStringField("strategy", strategy);
        json.writeStringField("hold", hold);
        json.writeStringField("reason", reason);
    }
}
