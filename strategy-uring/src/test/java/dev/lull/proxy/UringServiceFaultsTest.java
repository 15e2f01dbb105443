package dev.lull.proxy;

/** {@link ServiceFaultsTest}, over io_uring. */
class UringServiceFaultsTest extends ServiceFaultsTest implements OverUring {}
