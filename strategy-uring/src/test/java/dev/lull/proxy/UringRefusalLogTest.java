package dev.lull.proxy;

/** {@link RefusalLogTest}, over io_uring. */
class UringRefusalLogTest extends RefusalLogTest implements OverUring {}
