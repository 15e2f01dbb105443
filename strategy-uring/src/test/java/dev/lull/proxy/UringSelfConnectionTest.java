package dev.lull.proxy;

/** {@link SelfConnectionTest}, over io_uring. */
class UringSelfConnectionTest extends SelfConnectionTest implements OverUring {}
