package dev.lull.proxy;

/** {@link IdleConnectionsTest}, over io_uring. */
class UringIdleConnectionsTest extends IdleConnectionsTest implements OverUring {}
