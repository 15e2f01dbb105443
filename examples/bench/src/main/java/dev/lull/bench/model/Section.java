package dev.lull.bench.model;

/** Charts that belong together, in the order of the page. */
public enum Section {
    BULK("Bulk", "As many bytes as go through. The grey bar is the limit: client and service connected directly."),
    REQUESTS(
            "Requests",
            "64 bytes there, the same 64 bytes back. At full speed the next request follows the answer; at the fixed"
                    + " pace requests are due whether or not answers keep up, and count from when they were due."),
    SHORT_CONNECTIONS("Short connections", "Connect, one byte each way, close."),
    DOING_NOTHING(
            "Doing nothing",
            "What a contestant costs while it waits: most of a mostly idle service's life. All system calls of the"
                    + " process count, its JVM's own housekeeping too."),
    SYSTEM_CALLS(
            "What it asks of the kernel",
            "System calls of the contestant's processes for each piece of work, counted by strace apart from the timed"
                    + " samples, which it would slow down."),
    TIMELINESS(
            "Noticing, starting, stopping",
            "How soon it knows, how soon it is there, and how exactly it leaves. The direct bar of the first two is a"
                    + " thread that waits in accept(): none can be told sooner.");

    private final String title;
    private final String text;

    Section(String title, String text) {
        this.title = title;
        this.text = text;
    }

    public String title() {
        return title;
    }

    /** Returns what its charts have in common. */
    public String text() {
        return text;
    }
}
