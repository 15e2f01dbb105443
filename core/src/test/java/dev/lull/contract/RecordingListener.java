package dev.lull.contract;

import dev.lull.ActivityListener;
import dev.lull.ConnectionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it heard. */
public final class RecordingListener implements ActivityListener {

    private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> story = new CopyOnWriteArrayList<>();

    /** Makes a listener that has heard nothing. */
    public RecordingListener() {}

    @Override
    public void onEvent(ConnectionEvent event) {
        events.add(event);
        story.add((event instanceof ConnectionEvent.Opened ? "opened " : "closed ") + event.openConnections());
    }

    @Override
    public void onUntold(long opened, long closed) {
        story.add("untold " + opened + " and " + closed);
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
     * Returns what it heard in the form {@code "opened 1"}, the kind and how many were open after it, or
     * {@code "untold 2 and 1"}, how many opened and closed without being told.
     *
     * @return one text for each call, in order
     */
    public List<String> story() {
        return List.copyOf(story);
    }
}
