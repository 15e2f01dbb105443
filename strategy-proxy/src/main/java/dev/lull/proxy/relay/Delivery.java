package dev.lull.proxy.relay;

/**
 * How far sending on a connection has come: what a loop has given to the kernel may wait there for a slow receiver.
 *
 * @param acknowledgedBytes how many bytes the peer has acknowledged, ever
 * @param complete whether nothing more is under way: these are all, or the connection is broken or closed
 */
public record Delivery(long acknowledgedBytes, boolean complete) {}
