// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Counts the TCP connections of a service as they open and close, holds new ones off while it is being stopped, and
 * steers those for a frontend to the service's own listening socket.
 *
 * Five programs share what the loader (dev.lull.ebpf.kernel.KernelSide) gives them, one set for each monitor:
 *
 *   live    hash, socket cookie -> connection. The truth: a counter moves only when an insert or a delete here
 *           succeeded, so an event that comes twice, late or not at all never makes the count drift.
 *   shared  one value, mapped into user space: counters that Lull reads, and words by which it says what it waits for.
 *   config  one value, written once: which connections are the service's.
 *   events  ring buffer: wakes user space and carries what opened or closed. Losing a record loses that detail only.
 *   service sockmap, only where connections are steered: where the service listens for IPv4, and for IPv6.
 *   refused longest-prefix-match trie, beside it: whose connections are refused.
 *
 * They are undefined symbols here; the loader writes the maps' descriptors into the instructions. Only structures of the
 * user-space API are touched, so the object is the same for every kernel: no BTF, no CO-RE.
 *
 * After a change: src/main/bpf/build, and commit the object with the source. Every offset below stands a second time in
 * Java (SharedCounters, KernelConnection, EventRecord, WatchConfig, PeerBlock); LayoutTest compares them.
 */
#include <linux/bpf.h>

#define SECTION(name) __attribute__((section(name), used))
#define INLINE static __attribute__((always_inline)) inline

#define AF_INET 2 /* include/linux/socket.h */
#define SOL_TCP 6 /* include/linux/socket.h */
/* include/uapi/linux/in.h and in6.h */
#define IPPROTO_HOPOPTS 0
#define IPPROTO_TCP 6
#define IPPROTO_ROUTING 43
#define IPPROTO_FRAGMENT 44
#define IPPROTO_AH 51
#define IPPROTO_DSTOPTS 60
#define EEXIST 17
/* include/uapi/linux/bpf.h, from Linux 6.12 on. */
#define LULL_TCP_BPF_SOCK_OPS_CB_FLAGS 1008

static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)BPF_FUNC_map_lookup_elem;
static long (*bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) =
    (void *)BPF_FUNC_map_update_elem;
static long (*bpf_map_delete_elem)(void *map, const void *key) = (void *)BPF_FUNC_map_delete_elem;
static __u64 (*bpf_ktime_get_ns)(void) = (void *)BPF_FUNC_ktime_get_ns;
static __u64 (*bpf_get_socket_cookie)(void *ctx) = (void *)BPF_FUNC_get_socket_cookie;
static __u64 (*bpf_get_netns_cookie)(void *ctx) = (void *)BPF_FUNC_get_netns_cookie;
static long (*bpf_sock_ops_cb_flags_set)(void *ctx, int flags) = (void *)BPF_FUNC_sock_ops_cb_flags_set;
static long (*bpf_ringbuf_output)(void *map, const void *data, __u64 size, __u64 flags) =
    (void *)BPF_FUNC_ringbuf_output;
static long (*bpf_setsockopt)(void *ctx, int level, int name, void *value, int size) = (void *)BPF_FUNC_setsockopt;
static long (*bpf_skb_load_bytes)(const void *skb, __u32 offset, void *to, __u32 length) =
    (void *)BPF_FUNC_skb_load_bytes;
static long (*bpf_sk_assign)(void *ctx, void *sk, __u64 flags) = (void *)BPF_FUNC_sk_assign;
static long (*bpf_sk_release)(void *sk) = (void *)BPF_FUNC_sk_release;
static long (*bpf_getsockopt)(void *ctx, int level, int name, void *value, int size) = (void *)BPF_FUNC_getsockopt;

/* Which connections are the service's. */
struct config {
    __u64 netns_cookie;     /* only in this network namespace; 0: in any */
    __u64 has_address;      /* only with this local address */
    __u32 address[4];       /* in network byte order, IPv4 as ::ffff:a.b.c.d */
    __u64 ports[65536 / 64]; /* one bit for each local port */
};

/* The two halves lie in different cache lines: the kernel writes the first, user space the second. */
struct shared {
    __u64 open;        /* connections open now; the loader adds and takes away too */
    __u64 opened;      /* opened since the program was attached */
    __u64 last_nanos;  /* when one last opened or closed, CLOCK_MONOTONIC */
    __u64 bytes_in;    /* of closed connections, without what earlier ones carried before */
    __u64 bytes_out;
    __u64 lost_opened; /* records of openings that found the ring buffer full */
    __u64 missed;      /* connections that could not be recorded in live: look with sock_diag */
    __u64 lost_closed; /* as lost_opened, of closings */
    __u64 every_event;   /* 1: send a record of each opening and closing */
    __u64 wake_on_open;  /* 1: wake at the next opening; the kernel clears it */
    __u64 wake_on_empty; /* 1: wake when the last one closes; the kernel clears it */
    __u64 hold_until;    /* until when new connections are held off, CLOCK_MONOTONIC */
};

struct connection {
    __u64 since_nanos;
    __u64 earlier_in;  /* carried before the monitor, for one that was open before */
    __u64 earlier_out;
    __u32 local[4];    /* in network byte order, IPv4 as ::ffff:a.b.c.d */
    __u32 remote[4];
    __u16 local_port;  /* in host byte order */
    __u16 remote_port;
    __u8 active;       /* opened by this end: its SYN is counted among the bytes acknowledged */
    __u8 callbacks;    /* its change of state will be told */
    __u8 released;     /* no process holds it any more; a byte of its own, as the setter holds no lock */
    __u8 unused;
};

enum kind { WAKE = 0, OPENED = 1, CLOSED = 2, CLOSED_UNMEASURED = 3 };

struct record {
    __u64 kind;
    __u64 cookie;
    __u64 at_nanos;
    __u64 bytes_in;
    __u64 bytes_out;
    struct connection connection;
};

extern struct config config;
extern struct shared shared;
extern char live, events, service, refused;

#define VOLATILE(word) (*(volatile __u64 *)&(word))

/*
 * Adds, and is a full barrier: what user space was told to do (every_event, wake_on_open, wake_on_empty) is read after the
 * count is written, as user space reads the count after it has written that. An addition whose result nobody fetches
 * orders nothing on arm64. BPF_FETCH is known since Linux 5.12; for an older one the loader takes it out.
 */
INLINE void add_and_order(__u64 *word, __u64 number)
{
    __u64 before = __sync_fetch_and_add(word, number);

    __asm__ volatile("" : : "r"(before)); /* used, so that it is fetched */
}

INLINE void wake(void)
{
    __u64 kind = WAKE;

    bpf_ringbuf_output(&events, &kind, sizeof(kind), BPF_RB_FORCE_WAKEUP);
}

/* A reader that has caught up is woken, one that has not will find the record anyway: that is what flags 0 mean. */
INLINE void send(struct record *record, __u64 *lost)
{
    __u64 kind = WAKE;

    if (bpf_ringbuf_output(&events, record, sizeof(*record), 0) == 0)
        return;
    __sync_fetch_and_add(lost, 1);
    /* Should the reader have emptied the ring meanwhile, it must still learn of the loss. */
    bpf_ringbuf_output(&events, &kind, sizeof(kind), 0);
}

INLINE void tell_opened(struct record *record)
{
    if (VOLATILE(shared.every_event)) {
        record->kind = OPENED;
        send(record, &shared.lost_opened);
    } else if (VOLATILE(shared.wake_on_open)) {
        VOLATILE(shared.wake_on_open) = 0;
        wake();
    }
}

INLINE void tell_closed(struct record *record)
{
    if (VOLATILE(shared.every_event)) {
        send(record, &shared.lost_closed);
    } else if (VOLATILE(shared.wake_on_empty) && VOLATILE(shared.open) == 0) {
        VOLATILE(shared.wake_on_empty) = 0;
        wake();
    }
}

INLINE void count_closed(struct record *record)
{
    VOLATILE(shared.last_nanos) = record->at_nanos; /* first: who sees that nobody is left sees since when */
    add_and_order(&shared.open, -1);
    tell_closed(record);
}

INLINE int is_watched_port(__u32 port)
{
    return (config.ports[(port >> 6) & 1023] >> (port & 63)) & 1;
}

INLINE void put_addresses(struct connection *connection, struct bpf_sock_ops *ctx)
{
    if (ctx->family == AF_INET) {
        connection->local[2] = connection->remote[2] = __builtin_bswap32(0xffff);
        connection->local[3] = ctx->local_ip4;
        connection->remote[3] = ctx->remote_ip4;
        /* Ends differently from the other branch: else clang merges the ends into one load from an address that it
         * chooses, and the verifier takes a field of the context at a fixed offset only. */
        __asm__ volatile("" ::: "memory");
    } else { /* with an IPv4 peer these hold ::ffff:a.b.c.d */
        connection->local[0] = ctx->local_ip6[0];
        connection->local[1] = ctx->local_ip6[1];
        connection->local[2] = ctx->local_ip6[2];
        connection->local[3] = ctx->local_ip6[3];
        connection->remote[0] = ctx->remote_ip6[0];
        connection->remote[1] = ctx->remote_ip6[1];
        connection->remote[2] = ctx->remote_ip6[2];
        connection->remote[3] = ctx->remote_ip6[3];
    }
    connection->local_port = ctx->local_port;
    connection->remote_port = __builtin_bswap32(ctx->remote_port);
}

INLINE int is_watched_address(const __u32 *local)
{
    return !config.has_address || (local[0] == config.address[0] && local[1] == config.address[1] &&
                                   local[2] == config.address[2] && local[3] == config.address[3]);
}

INLINE void on_established(struct bpf_sock_ops *ctx)
{
    struct record record = {};
    long failure;

    if (!is_watched_port(ctx->local_port))
        return;
    if (config.netns_cookie && bpf_get_netns_cookie(ctx) != config.netns_cookie)
        return;
    put_addresses(&record.connection, ctx);
    if (!is_watched_address(record.connection.local))
        return;
    /* OR: the flags belong to every program on the cgroup. */
    bpf_sock_ops_cb_flags_set(ctx, ctx->bpf_sock_ops_cb_flags | BPF_SOCK_OPS_STATE_CB_FLAG);
    record.cookie = bpf_get_socket_cookie(ctx);
    record.at_nanos = bpf_ktime_get_ns();
    record.connection.since_nanos = record.at_nanos;
    record.connection.active = ctx->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB;
    record.connection.callbacks = 1;
    failure = bpf_map_update_elem(&live, &record.cookie, &record.connection, BPF_NOEXIST);
    if (failure) {
        if (failure != -EEXIST)
            __sync_fetch_and_add(&shared.missed, 1);
        return;
    }
    VOLATILE(shared.last_nanos) = record.at_nanos;
    __sync_fetch_and_add(&shared.opened, 1);
    add_and_order(&shared.open, 1);
    tell_opened(&record);
}

/* A FIN counts as one byte of the direction it ends (tcp_rcv_nxt_update and tcp_snd_una_update, net/ipv4/tcp_input.c).
 * FIN_WAIT2 is left for CLOSE when the peer's FIN arrives, or seldom for a reset, and then the answer is one short. */
INLINE __u64 payload_in(struct bpf_sock_ops *ctx, int from, int to)
{
    __u64 bytes = ctx->bytes_received;
    int fin = from == BPF_TCP_CLOSE_WAIT || from == BPF_TCP_FIN_WAIT2 && to == BPF_TCP_CLOSE || to == BPF_TCP_CLOSING;

    return fin && bytes ? bytes - 1 : bytes;
}

/* What was sent counts, acknowledged or not: a service that writes its answer and closes has carried it. */
INLINE __u64 payload_out(struct bpf_sock_ops *ctx, int from, int active)
{
    __u64 bytes = ctx->bytes_acked + (__u32)(ctx->snd_nxt - ctx->snd_una);
    __u64 control = (from == BPF_TCP_FIN_WAIT1 || from == BPF_TCP_FIN_WAIT2) + active;

    return bytes > control ? bytes - control : 0;
}

/* What is no longer open: also in core's TcpState and in strategy-procfs's OshiSource; OpenStatesTest compares them. */
INLINE int is_over(struct connection *connection, int to)
{
    switch (to) {
    case BPF_TCP_CLOSE:
    case BPF_TCP_LAST_ACK:
    case BPF_TCP_CLOSING:
        return 1;
    case BPF_TCP_FIN_WAIT1:
    case BPF_TCP_FIN_WAIT2:
        return connection->released;
    default:
        return 0;
    }
}

INLINE void on_state(struct bpf_sock_ops *ctx)
{
    struct record record = {};
    struct connection *connection;
    int from = ctx->args[0];
    int to = ctx->args[1];

    record.cookie = bpf_get_socket_cookie(ctx);
    connection = bpf_map_lookup_elem(&live, &record.cookie);
    if (!connection || !is_over(connection, to))
        return;
    record.kind = CLOSED;
    record.connection = *connection;
    record.bytes_in = payload_in(ctx, from, to);
    record.bytes_out = payload_out(ctx, from, record.connection.active);
    if (bpf_map_delete_elem(&live, &record.cookie))
        return;
    record.at_nanos = bpf_ktime_get_ns();
    if (record.bytes_in > record.connection.earlier_in)
        __sync_fetch_and_add(&shared.bytes_in, record.bytes_in - record.connection.earlier_in);
    if (record.bytes_out > record.connection.earlier_out)
        __sync_fetch_and_add(&shared.bytes_out, record.bytes_out - record.connection.earlier_out);
    count_closed(&record);
}

SECTION("sockops") int watch(struct bpf_sock_ops *ctx)
{
    switch (ctx->op) {
    case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
    case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
        on_established(ctx);
        break;
    case BPF_SOCK_OPS_STATE_CB:
        on_state(ctx);
        break;
    }
    return 1; /* no word on anything that other programs may want to decide */
}

/*
 * The last process lets go of the socket. tcp_close comes right after it and sets a state in every case, be it the one
 * that is set already (net/ipv4/tcp.c), so on_state finds the mark and still has the bytes at hand. Only a connection
 * whose states are not told ends here.
 */
SECTION("cgroup/sock_release") int release(struct bpf_sock *ctx)
{
    struct record record = {};
    struct connection *connection;

    if (ctx->protocol != IPPROTO_TCP)
        return 1;
    record.cookie = bpf_get_socket_cookie(ctx);
    connection = bpf_map_lookup_elem(&live, &record.cookie);
    if (!connection)
        return 1;
    if (connection->callbacks) {
        connection->released = 1;
        return 1;
    }
    record.kind = CLOSED_UNMEASURED;
    record.connection = *connection;
    if (bpf_map_delete_elem(&live, &record.cookie))
        return 1;
    record.at_nanos = bpf_ktime_get_ns();
    count_closed(&record);
    return 1;
}

/* The kernel's own name for what an iterator over TCP sockets is given (net/ipv4/tcp_ipv4.c). */
struct bpf_iter__tcp {
    void *meta;
    void *sk_common;
    __u32 uid;
};

/* Asks for the changes of state of connections that were open before: user space has put them into live. */
SECTION("iter/tcp") int follow(struct bpf_iter__tcp *ctx)
{
    struct connection *connection;
    void *sk = ctx->sk_common;
    __u64 cookie;
    int flags = 0;

    if (!sk)
        return 0;
    cookie = bpf_get_socket_cookie(sk);
    connection = bpf_map_lookup_elem(&live, &cookie);
    if (!connection || connection->callbacks)
        return 0;
    if (bpf_getsockopt(sk, SOL_TCP, LULL_TCP_BPF_SOCK_OPS_CB_FLAGS, &flags, sizeof(flags)))
        return 0;
    flags |= BPF_SOCK_OPS_STATE_CB_FLAG;
    if (bpf_setsockopt(sk, SOL_TCP, LULL_TCP_BPF_SOCK_OPS_CB_FLAGS, &flags, sizeof(flags)) == 0)
        connection->callbacks = 1;
    return 0;
}

/* How many headers of IPv6 may stand before that of TCP: RFC 8200, section 4.1, has fewer. */
#define HEADERS 8

#define IP_FRAGMENT 0x3fff  /* IP_MF | IP_OFFSET, include/net/ip.h */
#define IP6_FRAGMENT 0xfff9 /* IP6_MF | IP6_OFFSET, include/net/ipv6.h */

/* RFC 9293, section 3.1 */
#define TCP_FLAGS 13
#define TCP_SYN 0x02
#define TCP_ACK 0x10

struct ipv4 {
    __u8 version_and_length;
    __u8 type;
    __u16 total;
    __u16 id;
    __u16 fragment;
    __u8 hops;
    __u8 protocol;
    __u16 checksum;
    __u32 source;
    __u32 destination;
};

struct ipv6 {
    __u32 version_and_flow;
    __u16 length;
    __u8 next;
    __u8 hops;
    __u32 source[4];
    __u32 destination[4];
};

/* Where the header of TCP begins and where the packet goes; 0 if it is not TCP's, or a piece of something. */
INLINE __u32 find_tcp4(struct __sk_buff *skb, __u32 *destination)
{
    struct ipv4 header;

    if (bpf_skb_load_bytes(skb, 0, &header, sizeof(header)))
        return 0;
    if (header.protocol != IPPROTO_TCP || header.fragment & __builtin_bswap16(IP_FRAGMENT))
        return 0;
    destination[2] = __builtin_bswap32(0xffff);
    destination[3] = header.destination;
    return (header.version_and_length & 15) * 4;
}

INLINE __u32 find_tcp6(struct __sk_buff *skb, __u32 *destination)
{
    struct ipv6 header;
    __u32 at = sizeof(header);
    __u8 extension[4];
    __u8 next;

    if (bpf_skb_load_bytes(skb, 0, &header, sizeof(header)))
        return 0;
    destination[0] = header.destination[0];
    destination[1] = header.destination[1];
    destination[2] = header.destination[2];
    destination[3] = header.destination[3];
    next = header.next;
    for (int i = 0; i < HEADERS; i++) {
        if (next == IPPROTO_TCP)
            return at;
        if (bpf_skb_load_bytes(skb, at, extension, sizeof(extension)))
            return 0;
        switch (next) {
        case IPPROTO_HOPOPTS:
        case IPPROTO_ROUTING:
        case IPPROTO_DSTOPTS:
            at += (extension[1] + 1) * 8;
            break;
        case IPPROTO_AH: /* RFC 4302, section 2.2 */
            at += (extension[1] + 2) * 4;
            break;
        case IPPROTO_FRAGMENT: /* the whole may say that it is one: RFC 6946 */
            if (((extension[2] << 8) | extension[3]) & IP6_FRAGMENT)
                return 0;
            at += 8;
            break;
        default:
            return 0;
        }
        next = extension[0];
    }
    return 0;
}

/* A SYN that begins a connection to the service. */
INLINE int is_knock(struct __sk_buff *skb)
{
    __u32 destination[4] = {};
    __u8 tcp[TCP_FLAGS + 1];
    __u8 version;
    __u32 port;
    __u32 at;
    __u64 here;

    if (bpf_skb_load_bytes(skb, 0, &version, sizeof(version)))
        return 0;
    at = version >> 4 == 4 ? find_tcp4(skb, destination) : find_tcp6(skb, destination);
    if (!at || bpf_skb_load_bytes(skb, at, tcp, sizeof(tcp)))
        return 0;
    if ((tcp[TCP_FLAGS] & (TCP_SYN | TCP_ACK)) != TCP_SYN)
        return 0;
    port = tcp[2] << 8 | tcp[3];
    /* Hides that it is 16 bits wide: else clang leaves out the mask by which the verifier of Linux 6.1 knows it. */
    __asm__ volatile("" : "+r"(port));
    if (!is_watched_port(port))
        return 0;
    if (!is_watched_address(destination))
        return 0;
    /* 0 is the loader's answer for a kernel that cannot tell: then whoever knocks at that port is held. */
    here = bpf_get_netns_cookie(skb);
    return !config.netns_cookie || !here || here == config.netns_cookie;
}

/*
 * Attached only while the door is shut. A SYN that is dropped here (sk_filter_trim_cap, net/core/filter.c) is repeated by
 * the client's kernel, after a second at first; its connect() waits meanwhile. The door opens by the clock, here, whatever
 * has become of user space.
 */
SECTION("cgroup_skb/ingress") int hold(struct __sk_buff *skb)
{
    return bpf_ktime_get_ns() >= VOLATILE(shared.hold_until) || !is_knock(skb);
}

/* Where the service listens, in the map service. */
enum slot { FOR_IPV4 = 0, FOR_IPV6 = 1 };

/* The key of the map refused: how many of the bits behind it matter, and these, in network byte order. */
struct block {
    __u32 length;
    __u32 slot;       /* so that no block of IPv6 has the addresses of IPv4 in it */
    __u32 address[4]; /* an IPv4 address is the first word */
};

/*
 * Asked for a listening socket before the kernel looks for one itself (inet_lookup_run_sk_lookup, net/ipv4). For a
 * connection to the frontend it names the service's; of several that share a port by SO_REUSEPORT the kernel then takes
 * one as always. Without one, or with one of the other family, it has no opinion, and the kernel finds the relay, which
 * listens at the frontend. A listener that closes takes itself out of the map.
 */
SECTION("sk_lookup") int steer(struct bpf_sk_lookup *ctx)
{
    struct block peer = {};
    __u32 local[4] = {};
    __u32 slot;
    void *sk;

    if (ctx->protocol != IPPROTO_TCP || !is_watched_port(ctx->local_port))
        return SK_PASS;
    if (ctx->family == AF_INET) {
        slot = FOR_IPV4;
        local[2] = __builtin_bswap32(0xffff);
        local[3] = ctx->local_ip4;
        peer.length = 64;
        peer.address[0] = ctx->remote_ip4;
        __asm__ volatile("" ::: "memory"); /* as in put_addresses */
    } else {
        slot = FOR_IPV6;
        local[0] = ctx->local_ip6[0];
        local[1] = ctx->local_ip6[1];
        local[2] = ctx->local_ip6[2];
        local[3] = ctx->local_ip6[3];
        peer.length = 160;
        peer.address[0] = ctx->remote_ip6[0];
        peer.address[1] = ctx->remote_ip6[1];
        peer.address[2] = ctx->remote_ip6[2];
        peer.address[3] = ctx->remote_ip6[3];
    }
    if (!is_watched_address(local))
        return SK_PASS;
    peer.slot = slot;
    if (bpf_map_lookup_elem(&refused, &peer))
        return SK_DROP; /* answered with a reset, as though nobody listened */
    sk = bpf_map_lookup_elem(&service, &slot);
    if (!sk)
        return SK_PASS;
    bpf_sk_assign(ctx, sk, 0);
    bpf_sk_release(sk);
    return SK_PASS;
}

SECTION("license") const char terms[] = "GPL"; /* for kernels that give bpf_ktime_get_ns to such programs only */
