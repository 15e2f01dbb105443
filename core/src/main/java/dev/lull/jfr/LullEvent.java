package dev.lull.jfr;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What all events of Lull say. Each of them has an instance of its own that is asked whether anybody records it. */
@Category("Lull")
@StackTrace(false)
abstract class LullEvent extends Event {

    @Label("Service")
    String service = "";

    @Label("Strategy")
    String strategy = "";
}
