package dev.lull.proxy;

/** {@link PeersTest}, over io_uring. */
class UringPeersTest extends PeersTest implements OverUring {}
