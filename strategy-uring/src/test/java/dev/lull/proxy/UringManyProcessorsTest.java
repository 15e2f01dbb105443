package dev.lull.proxy;

/** {@link ManyProcessorsTest}, over io_uring. */
class UringManyProcessorsTest extends ManyProcessorsTest implements OverUring {}
