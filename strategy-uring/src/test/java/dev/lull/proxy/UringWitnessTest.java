package dev.lull.proxy;

/** {@link WitnessTest}, over io_uring. */
class UringWitnessTest extends WitnessTest implements OverUring {}
