package dev.lull.proxy;

/** {@link TortureTest}, over io_uring. */
class UringTortureTest extends TortureTest implements OverUring {}
