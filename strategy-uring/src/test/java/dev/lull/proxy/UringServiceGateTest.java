package dev.lull.proxy;

/** {@link ServiceGateTest}, over io_uring. */
class UringServiceGateTest extends ServiceGateTest implements OverUring {}
