package dev.lull.proxy;

/** {@link RelayTest}, over io_uring. */
class UringRelayTest extends RelayTest implements OverUring {}
