package dev.lull.proxy;

/** {@link AnyAddressTest}, over io_uring. */
class UringAnyAddressTest extends AnyAddressTest implements OverUring {}
