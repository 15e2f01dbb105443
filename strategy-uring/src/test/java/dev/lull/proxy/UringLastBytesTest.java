package dev.lull.proxy;

/** {@link LastBytesTest}, over io_uring. */
class UringLastBytesTest extends LastBytesTest implements OverUring {}
