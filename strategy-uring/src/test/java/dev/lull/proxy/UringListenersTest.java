package dev.lull.proxy;

/** {@link ListenersTest}, over io_uring. */
class UringListenersTest extends ListenersTest implements OverUring {}
