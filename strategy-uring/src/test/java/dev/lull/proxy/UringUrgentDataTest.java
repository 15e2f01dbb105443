package dev.lull.proxy;

/** {@link UrgentDataTest}, over io_uring. */
class UringUrgentDataTest extends UrgentDataTest implements OverUring {}
