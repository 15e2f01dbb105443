package dev.lull.proxy;

/** {@link DialFromTest}, over io_uring. */
class UringDialFromTest extends DialFromTest implements OverUring {}
