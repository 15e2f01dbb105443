package dev.lull.proxy;

/** {@link DoorTest}, over io_uring. */
class UringDoorTest extends DoorTest implements OverUring {}
