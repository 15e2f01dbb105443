package dev.lull.ebpf.kernel;

/**
 * What a map is made of (include/uapi/linux/bpf.h, {@code BPF_MAP_CREATE}).
 *
 * @param name as bpftool shows it, at most 15 characters
 * @param type its number in {@code enum bpf_map_type}
 * @param keyBytes the size of a key
 * @param valueBytes the size of a value
 * @param entries how many there can be; for a ring buffer its size in bytes
 * @param flags {@code BPF_F_…}
 */
record MapShape(String name, int type, int keyBytes, int valueBytes, int entries, int flags) {

    private static final int TYPE_HASH = 1;
    private static final int TYPE_ARRAY = 2;
    private static final int TYPE_LPM_TRIE = 11;
    private static final int TYPE_SOCKMAP = 15;
    private static final int TYPE_RING_BUFFER = 27;

    private static final int FLAG_NO_PREALLOCATION = 1;
    private static final int FLAG_MAPPABLE = 1 << 10;

    /**
     * Beyond that a monitor says that it cannot tell. 16 bytes for each are taken at once (kernel/bpf/hashtab.c, {@code
     * struct bucket}), so 4 MiB; the rest as they come.
     */
    private static final int MOST_CONNECTIONS = 1 << 18;

    static MapShape live() {
        return new MapShape(
                "lull_live", TYPE_HASH, Long.BYTES, KernelConnection.BYTES, MOST_CONNECTIONS, FLAG_NO_PREALLOCATION);
    }

    static MapShape shared() {
        return new MapShape("lull_shared", TYPE_ARRAY, Integer.BYTES, SharedCounters.BYTES, 1, FLAG_MAPPABLE);
    }

    static MapShape config() {
        return new MapShape("lull_config", TYPE_ARRAY, Integer.BYTES, WatchConfig.BYTES, 1, 0);
    }

    /** A listening socket for each {@link Steering.Slot}, read as the socket's cookie. */
    static MapShape service() {
        return new MapShape("lull_service", TYPE_SOCKMAP, Integer.BYTES, Long.BYTES, Steering.Slot.values().length, 0);
    }

    static MapShape refused(int blocks) {
        return new MapShape(
                "lull_refused", TYPE_LPM_TRIE, PeerBlock.BYTES, 1, Math.max(1, blocks), FLAG_NO_PREALLOCATION);
    }

    static MapShape events(int ringBytes) {
        return new MapShape("lull_events", TYPE_RING_BUFFER, 0, 0, ringBytes, 0);
    }
}
