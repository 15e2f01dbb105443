package dev.lull.proxy;

/** {@link DoorWithoutNativeCodeTest}, over io_uring. */
class UringDoorWithoutNativeCodeTest extends DoorWithoutNativeCodeTest implements OverUring {}
