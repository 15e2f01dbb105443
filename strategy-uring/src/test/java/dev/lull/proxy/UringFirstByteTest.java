package dev.lull.proxy;

/** {@link FirstByteTest}, over io_uring. */
class UringFirstByteTest extends FirstByteTest implements OverUring {}
