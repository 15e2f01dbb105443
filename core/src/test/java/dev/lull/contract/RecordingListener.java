package dev.lull.contract;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it heard. */
public final class RecordingListener implements ActivityListener {

    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();

    /** Makes a listener that has heard nothing. */
    public RecordingListener() {}

    @Override
    public void onEvent(ConnectionEvent event) {
        events.add(event);
    }

    /**
     * Returns what it heard.
     *
     * @return the events, in order
     */
    public List<ConnectionEvent> events() {
        return List.copyOf(events);
    }

    /**
     * Returns what it heard in the form {@code "opened 1"}: the kind, and how many were open after it.
     *
     * @return one text for each event, in order
     */
    public List<String> story() {
        return events.stream()
                .map(event ->
                        (event instanceof ConnectionEvent.Opened ? "opened " : "closed ") + event.openConnections())
                .toList();
    }
}
