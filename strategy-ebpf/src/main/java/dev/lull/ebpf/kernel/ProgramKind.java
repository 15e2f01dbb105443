package dev.lull.ebpf.kernel;

/**
 * The five programs.
 *
 * <p>Numbers from include/uapi/linux/bpf.h: {@code enum bpf_prog_type} and {@code enum bpf_attach_type}.
 */
enum ProgramKind {
    /** Sees connections open and change state (sockops; its attaching by link since Linux 5.7). */
    WATCH("sockops", "lull_watch", 13, 3),
    /** Sees the last process let go of a socket (Linux 5.9). */
    RELEASE("cgroup/sock_release", "lull_release", 9, 34),
    /** Runs over all TCP sockets (Linux 5.8; it may ask for changes of state since 6.12). */
    FOLLOW("iter/tcp", "lull_follow", 26, 28),
    /** Holds new connections off (its attaching by link since Linux 5.7). */
    HOLD("cgroup_skb/ingress", "lull_hold", 8, 0),
    /** Steers new connections to the service's listener (Linux 5.9). */
    STEER("sk_lookup", "lull_steer", 30, 36);

    private final String section;
    private final String objectName;
    private final int type;
    private final int attachType;

    ProgramKind(String section, String objectName, int type, int attachType) {
        this.section = section;
        this.objectName = objectName;
        this.type = type;
        this.attachType = attachType;
    }

    String section() {
        return section;
    }

    /** As bpftool shows it. */
    String objectName() {
        return objectName;
    }

    int type() {
        return type;
    }

    int attachType() {
        return attachType;
    }
}
