package dev.lull.proxy;

/** {@link EarlyBytesTest}, over io_uring. */
class UringEarlyBytesTest extends EarlyBytesTest implements OverUring {}
