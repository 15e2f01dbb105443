package dev.lull.proxy;

/** {@link StopMomentTest}, over io_uring. */
class UringStopMomentTest extends StopMomentTest implements OverUring {}
